import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryDirectories } from '../../support/temporary-directory.ts';
import { demoFolder } from '../demo-home.ts';
import { tributary } from '../run-command.ts';

const temporary = temporaryDirectories();

/** A copy of the demo's connector with two mistakes: one in connector.yaml, one in a mapping. */
function brokenConnector(): { readonly cwd: string; readonly folder: string } {
  const cwd = temporary();
  const folder = join(cwd, 'demo-odata');
  cpSync(demoFolder, folder, { recursive: true });
  const edit = (file: string, from: string | RegExp, to: string): void => {
    const text = readFileSync(join(folder, file), 'utf8');
    if (text.replace(from, to) === text) throw new Error(`nothing to replace in ${file}`);
    writeFileSync(join(folder, file), text.replace(from, to));
  };
  edit('connector.yaml', 'kind: basic', 'kind: basics');
  edit('projects.map.yaml', /^( +name:) .*$/m, '$1 $eval("1")');
  return { cwd, folder };
}

describe('connector', () => {
  test.each(['check', 'add'])('%s names every problem with its place, and writes nothing', async (command) => {
    const { cwd, folder } = brokenConnector();
    const home = join(cwd, 'data');
    const { code, out, err } = await tributary(['connector', command, folder], { cwd, home });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^demo-odata\/connector\.yaml:\d+:\d+ {2}.*\n/m);
    expect(err).toMatch(/^demo-odata\/projects\.map\.yaml:\d+:\d+ {2}.*\n/m);
    expect(err).toMatch(/^error: \d problems: .*\n$/m);
    expect(existsSync(home)).toBe(false);
  });

  test('with --json the problems are data', async () => {
    const { cwd, folder } = brokenConnector();
    const { out } = await tributary(['connector', 'check', folder, '--json'], { cwd });
    const { error } = JSON.parse(out) as { error: { problems: { file: string; line: number; column: number }[] } };
    expect(error.problems.map((problem) => problem.file)).toContain('demo-odata/projects.map.yaml');
    expect(error.problems.every(({ line, column }) => line > 0 && column > 0)).toBe(true);
  });

  test('a folder without a connector', async () => {
    const { code, err } = await tributary(['connector', 'check', 'nowhere'], { cwd: temporary() });
    expect(code).toBe(2);
    expect(err).toContain('nowhere/connector.yaml:1:1');
  });

  test('check, add, add again, list and show', async () => {
    const home = join(temporary(), 'data');
    const run = (...argv: string[]): ReturnType<typeof tributary> => tributary(['connector', ...argv], { home });
    expect((await run('check', demoFolder)).out).toMatch(/: 14 streams, no problem\n$/);
    expect((await run('add', demoFolder)).out).toContain('Connector demo-odata is registered (number 1, 14 streams).');
    expect((await run('add', demoFolder)).out).toContain('nothing changed');
    expect((await run('list')).out).toMatch(/^connector .*\ndemo-odata +1 +14 /);
    const { out } = await run('show', 'demo-odata');
    expect(out).toMatch(/^password +secret /m);
    expect(out).toMatch(/^supplier-invoices +SupplierInvoice\+FiscalYear +LastChangeDateTime +1$/m);
    expect(JSON.parse((await run('show', 'demo-odata', '--json')).out)).toMatchObject({
      registration: { connector: 'demo-odata', number: 1 },
    });
    const unknown = await run('show', 'demo-odat');
    expect(unknown.code).toBe(3);
    expect(unknown.err).toContain('Did you mean "demo-odata"?');
  });
});
