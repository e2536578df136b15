import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openEmbedded } from '../../../infra/embedded.ts';
import { listQuarantined, putQuarantined } from '../../../transformer/quarantine/quarantine.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';
import { type DemoHome, demoFolder, openDemoHome } from '../demo-home.ts';
import { documentsIn } from '../run-command.ts';

const temporary = temporaryDirectories();
let demo: DemoHome;
let bad = '';
beforeEach(async () => {
  demo = await openDemoHome();
  const [row] = demo.erp.rows('Projects');
  bad = String(row?.['Project']);
  demo.erp.putRow('Projects', { ...row, ProjectDescription: 12345 });
});
afterEach(() => demo.close());

/** The demo's connector with a source schema that lets a project's description be a number. */
function mendedConnector(): string {
  const folder = join(temporary(), 'demo-odata');
  cpSync(demoFolder, folder, { recursive: true });
  const file = join(folder, 'projects.schema.json');
  const schema = JSON.parse(readFileSync(file, 'utf8')) as { properties: Record<string, object> };
  schema.properties['ProjectDescription'] = { type: ['string', 'number', 'null'] };
  writeFileSync(file, JSON.stringify(schema));
  const mapping = join(folder, 'projects.map.yaml');
  const text = readFileSync(mapping, 'utf8');
  writeFileSync(mapping, text.replaceAll(/\$trim\(ProjectDescription\)/g, '$trim($string(ProjectDescription))'));
  return folder;
}

describe('quarantine', () => {
  test('a refused record is listed, shown, replayed after the mapping is mended', async () => {
    const { code, out } = await demo.tributary(['run', 'demo']);
    expect(code).toBe(0);
    expect(out).toMatch(/^projects +ok +10 +9 +0 +0 +1 /m);
    expect(out).toMatch(/^run demo\/1 succeeded, 1 quarantined, in .* s: 80 records$/m);
    expect(out).toContain('"tributary quarantine list --connection demo"');
    for (const command of [['runs'], ['status'], ['run', 'show', 'demo/1']])
      expect((await demo.tributary(command)).out).toContain('succeeded, 1 quarantined');
    const id = `demo/projects/${bad}`;
    expect((await demo.tributary(['quarantine', 'list'])).out).toMatch(
      new RegExp(`^${id} +source-schema +.*ProjectDescription`, 'm'),
    );
    expect((await demo.tributary(['quarantine', 'show', id])).out).toContain('"ProjectDescription": 12345');
    expect((await demo.tributary(['status'])).out).toMatch(/^quarantine +1 records/m);

    const early = await demo.tributary(['quarantine', 'replay', '--all']);
    expect(early.code).toBe(1);
    expect(early.out).toContain('1 stay in quarantine');

    await demo.tributary(['connector', 'add', mendedConnector()]);
    const replayed = await demo.tributary(['quarantine', 'replay', '--connection', 'demo', '--json']);
    expect(replayed.err).toBe('');
    expect(documentsIn(replayed.out)).toEqual([
      { type: 'replayed', id, ok: true, became: 'stored' },
      { type: 'result', replayed: 1, failed: 0 },
    ]);
    expect(replayed.code).toBe(0);
    expect((await demo.tributary(['records', 'show', 'demo', 'projects', bad])).out).toContain('12345');
    expect((await demo.tributary(['quarantine', 'list'])).out).toBe('Nothing is in quarantine.\n');
  });

  test('drop forgets it; unknown ids are not found', async () => {
    await demo.tributary(['run', 'demo', '--stream', 'projects']);
    expect((await demo.tributary(['quarantine', 'drop', `demo/projects/${bad}`])).code).toBe(0);
    for (const command of ['show', 'drop', 'replay'])
      expect((await demo.tributary(['quarantine', command, `demo/projects/${bad}`])).code).toBe(3);
  });

  test('more than a page of them is replayed to the end, each once', async () => {
    await demo.tributary(['run', 'demo', '--stream', 'projects']);
    const { platform, close } = await openEmbedded({ home: demo.home });
    const [first] = await listQuarantined(platform.documents, 'default');
    if (!first) throw new Error('nothing is in quarantine');
    for (let index = 0; index < 1_000; index += 1)
      await putQuarantined(platform.documents, { ...first.record, stream: 'gone', key: `k${index}`, index });
    await close();
    const { code, out } = await demo.tributary(['quarantine', 'replay', '--all', '--json']);
    const ids = documentsIn(out).flatMap((line) => ('id' in line ? [line['id']] : []));
    expect([ids.length, new Set(ids).size]).toEqual([1_001, 1_001]);
    expect(documentsIn(out).at(-1)).toEqual({ type: 'result', replayed: 0, failed: 1_001 });
    expect(code).toBe(1);
  });

  test('one record that cannot even be tried does not keep the others', async () => {
    await demo.tributary(['run', 'demo', '--stream', 'projects']);
    const { platform, close } = await openEmbedded({ home: demo.home });
    const [first] = await listQuarantined(platform.documents, 'default');
    if (!first) throw new Error('nothing is in quarantine');
    await putQuarantined(platform.documents, { ...first.record, stream: 'gone', key: 'a', text: '{"n":1000.50}' });
    await close();
    await demo.tributary(['connector', 'add', mendedConnector()]);
    expect((await demo.tributary(['quarantine', 'show', 'demo/gone/a'])).out).toContain('"n": 1000.50');
    const { code, out } = await demo.tributary(['quarantine', 'replay', '--all']);
    expect(code).toBe(1);
    expect(out).toMatch(/^demo\/gone\/a: .*gone/m);
    expect(out).toContain('1 of 2 records went through; 1 stay in quarantine.');
    expect((await demo.tributary(['connection', 'remove', 'demo'])).out).toContain(
      '1 of its records stay in quarantine',
    );
    expect((await demo.tributary(['quarantine', 'list', '--connection', 'demo'])).code).toBe(0);
  });

  test('unknown connections are not found', async () => {
    for (const command of ['list', 'replay']) {
      const { code, err } = await demo.tributary(['quarantine', command, '--connection', 'dmo']);
      expect(code).toBe(3);
      expect(err).toContain('Did you mean "demo"?');
    }
  });

  test('replay needs to be told what', async () => {
    expect((await demo.tributary(['quarantine', 'replay'])).code).toBe(2);
    expect((await demo.tributary(['quarantine', 'replay', '--all', 'x'])).code).toBe(2);
    expect((await demo.tributary(['quarantine', 'replay', '--all'])).out).toBe('Nothing is in quarantine there.\n');
  });
});
