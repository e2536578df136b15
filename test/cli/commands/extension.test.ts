import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { temporaryDirectories } from '../../support/temporary-directory.ts';
import { demoFolder } from '../demo-home.ts';
import { tributary } from '../run-command.ts';

const temporary = temporaryDirectories();
let home = '';
const run = (...argv: string[]): ReturnType<typeof tributary> => tributary(['extension', ...argv], { home });

beforeEach(async () => {
  home = join(temporary(), 'data');
  const { code, err } = await tributary(['connector', 'add', demoFolder], { home });
  if (code !== 0) throw new Error(err);
});

test('check, add, add again, show and remove', async () => {
  expect((await run('show')).code).toBe(3);
  expect((await run('check', 'demo/extension')).out).toBe(
    'demo/extension: 1 own entity, own fields on 1 entity, 2 streams, no problem\n',
  );
  const added = await run('add', 'demo/extension');
  expect(added.out).toContain('The extension of tenant default is registered (number 1)');
  expect(added.out).toContain('run <connection> --full');
  expect((await run('add', 'demo/extension')).out).toContain('nothing changed');
  const { out } = await run('show');
  expect(out).toMatch(/^Extension of tenant default$/m);
  expect(out).toMatch(/^party +own fields +knownSince, creditClass$/m);
  expect(out).toMatch(/^building-site +own entity +name, city, street, project$/m);
  expect(out).toMatch(/^demo-odata\/projects +1 +building-site$/m);
  expect((await run('show', '--tenant', 'other')).code).toBe(3);
  expect((await run('remove')).out).toContain('Tenant default has no extension any more.');
  expect((await run('remove')).code).toBe(3);
  expect((await run('show')).code).toBe(3);
});

test.each(['check', 'add'])('%s names every problem with its place, and registers nothing', async (command) => {
  const cwd = temporary();
  const folder = join(cwd, 'mine');
  cpSync('demo/extension', folder, { recursive: true });
  const edit = (file: string, from: string, to: string): void => {
    const text = readFileSync(join(folder, file), 'utf8');
    if (!text.includes(from)) throw new Error(`nothing to replace in ${file}`);
    writeFileSync(join(folder, file), text.replace(from, to));
  };
  edit('fields/party.schema.json', '"format": "date"', '"format": 7');
  edit('mappings/demo-odata/projects.map.yaml', 'city: CityName', 'town: CityName');
  const { code, out, err } = await tributary(['extension', command, folder], { cwd, home });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^mine\/fields\/party\.schema\.json:7:\d+ {2}/m);
  expect(err).toMatch(/^mine\/mappings\/demo-odata\/projects\.map\.yaml:9:\d+ {2}.*"town"/m);
  expect(err).toMatch(/^mine\/mappings\/demo-odata\/projects\.map\.yaml:\d+:\d+ {2}.*"city" is required/m);
  expect((await run('show')).code).toBe(3);
});
