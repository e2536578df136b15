import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type DemoHome, demoFolder, openDemoHome } from '../cli/demo-home.ts';
import { documentsIn } from '../cli/run-command.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const temporary = temporaryDirectories();
const example = 'demo/extension';
let demo: DemoHome;

beforeEach(async () => {
  demo = await openDemoHome();
  const host = `host=${demo.erp.url}`;
  const argv = ['connection', 'add', 'demo', '--connector', 'demo-odata', '--set', host, '--set', 'username=tributary'];
  await done([...argv, '--tenant', 'other']);
});
afterEach(() => demo.close());

async function done(argv: readonly string[]): Promise<string> {
  const { code, out, err } = await demo.tributary(argv);
  if (code !== 0) throw new Error(`${argv.join(' ')}: ${err}`);
  return out;
}

type Entity = { readonly entity: string; readonly id: string; readonly body: Readonly<Record<string, unknown>> };

async function stored(entity: string, tenant: string): Promise<readonly Entity[]> {
  const out = await done(['records', 'list', '--entity', entity, '--limit', '1000', '--json', '--tenant', tenant]);
  const records = JSON.parse(out) as readonly { readonly entities: readonly Entity[] }[];
  return records.flatMap(({ entities }) => entities).filter((one) => one.entity === entity);
}

type Event = {
  readonly tenant: string;
  readonly entity: string;
  readonly type: string;
  readonly mappingversion: number;
  readonly data?: Readonly<Record<string, unknown>>;
};

async function events(topic: string, tenant: string): Promise<readonly Event[]> {
  const out = await done(['events', 'tail', topic, '--last', '1000', '--no-follow', '--json']);
  return (documentsIn(out) as unknown as readonly Event[]).filter((event) => event.tenant === tenant);
}

/** A copy of the example that differs in some files. */
function edited(files: Readonly<Record<string, (text: string) => string>>): string {
  const folder = join(temporary(), 'extension');
  cpSync(example, folder, { recursive: true });
  for (const [file, edit] of Object.entries(files)) {
    const target = join(folder, file);
    mkdirSync(join(target, '..'), { recursive: true });
    let before = '';
    try {
      before = readFileSync(target, 'utf8');
    } catch {
      // A new file.
    }
    const after = edit(before);
    if (after === before) throw new Error(`nothing to change in ${file}`);
    writeFileSync(target, after);
  }
  return folder;
}

test('own fields and an own entity, of files alone, for one tenant and no other', async () => {
  await done(['run', 'demo']);
  await done(['run', 'demo', '--tenant', 'other']);
  expect(await done(['extension', 'check', example])).toContain('1 own entity, own fields on 1 entity, 2 streams');
  expect(await done(['extension', 'add', example])).toContain('(number 1)');
  await done(['run', 'demo', '--full']);
  await done(['run', 'demo', '--full', '--tenant', 'other']);

  const parties = await stored('party', 'default');
  expect(parties).toHaveLength(30);
  for (const { body } of parties)
    expect(body).toMatchObject({ custom: { knownSince: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) } });
  expect(parties.some(({ body }) => (body['custom'] as { creditClass?: string }).creditClass === 'large')).toBe(true);
  const sites = await stored('building-site', 'default');
  expect(sites.length).toBeGreaterThan(0);
  expect(sites[0]).toMatchObject({ id: expect.stringMatching(/-site$/), body: { city: expect.any(String) } });
  const key = String(sites[0]?.id).replace('-site', '');
  expect(await done(['records', 'show', 'demo', 'projects', key])).toContain('building-site');

  const told = await events('information.custom', 'default');
  expect(told.map(({ entity, type }) => ({ entity, type }))).toEqual(
    sites.map(() => ({ entity: 'building-site', type: 'tributary.information.building-site.created' })),
  );
  const updated = (await events('information.party', 'default')).filter(({ data }) => data?.['custom'] !== undefined);
  expect(updated).toHaveLength(30);
  expect(new Set(updated.map(({ mappingversion }) => mappingversion))).toEqual(new Set([2]));

  expect((await stored('party', 'other')).some(({ body }) => 'custom' in body)).toBe(false);
  const { code, err } = await demo.tributary(['records', 'list', '--entity', 'building-site', '--tenant', 'other']);
  expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('building-site') });
  expect(await events('information.custom', 'other')).toEqual([]);
  expect((await events('information.party', 'other')).every(({ mappingversion }) => mappingversion === 1)).toBe(true);

  // The same again changes nothing; without it all is as it was.
  expect(await done(['extension', 'add', example])).toContain('nothing changed');
  await done(['extension', 'remove']);
  await done(['run', 'demo', '--full']);
  expect((await stored('party', 'default')).some(({ body }) => 'custom' in body)).toBe(false);
  const gone = (await events('information.custom', 'default')).filter(({ type }) => type.endsWith('.deleted'));
  expect(gone).toHaveLength(sites.length);
  expect((await demo.tributary(['extension', 'show'])).code).toBe(3);
}, 120_000);

test('what breaks the schemas of the tenant waits in quarantine, with the reason', async () => {
  const folder = edited({
    'fields/party.schema.json': (text) => text.replace('["large", "small"]', '["small"]'),
    'entities/building-site.schema.json': (text) =>
      text.replace('"city": { "type": "string", "minLength": 1 }', '"city": { "enum": ["Atlantis"] }'),
  });
  await done(['extension', 'add', folder]);
  await done(['run', 'demo']);
  const listed = await done(['quarantine', 'list', '--limit', '1000', '--json']);
  const { records } = JSON.parse(listed) as { records: readonly { code: string; reason: string; stream: string }[] };
  const reasons = new Set(records.map(({ code, reason, stream }) => `${stream} ${code} ${reason}`));
  const of = (stream: string): readonly string[] => [...reasons].filter((reason) => reason.startsWith(`${stream} `));
  expect(of('projects').join()).toMatch(/^projects entity-schema building-site: .*city/);
  expect(of('business-partners').join()).toMatch(/^business-partners entity-schema party: .*custom\.creditClass/);

  await done(['extension', 'add', example]);
  await done(['quarantine', 'replay', '--all']);
  expect((await stored('party', 'default')).length).toBe(30);
  expect((await stored('building-site', 'default')).length).toBeGreaterThan(0);
}, 120_000);

test('a change of the extension maps again; what is unchanged stays', async () => {
  await done(['extension', 'add', example]);
  await done(['run', 'demo']);
  const before = await events('information.party', 'default');
  await done([
    'extension',
    'add',
    edited({
      'mappings/demo-odata/projects.map.yaml': (text) =>
        text.replace('$text(ProjectDescription) ?? Project', `'"Site " & Project'`),
    }),
  ]);
  await done(['run', 'demo', '--full']);
  const names = (await stored('building-site', 'default')).map(({ body }) => String(body['name']));
  expect(names.every((name) => name.startsWith('Site '))).toBe(true);
  expect(await events('information.party', 'default')).toHaveLength(before.length);
}, 120_000);

test('source fields that only the tenant has are read, and no drift for it', async () => {
  const connector = join(temporary(), 'demo-odata');
  cpSync(demoFolder, connector, { recursive: true });
  const file = join(connector, 'connector.yaml');
  // With $select an OData server refuses fields that its model does not have.
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('    select: { query: $select }\n', ''));
  await done(['connector', 'add', connector]);
  demo.erp.tamper('Projects', (row) => ({ ...row, YY1_Crane: 'Liebherr' }));
  const folder = edited({
    'fields/project.schema.json': () =>
      '{ "type": "object", "required": ["crane"], "properties": { "crane": { "type": "string" } } }',
    'mappings/demo-odata/projects.schema.json': () =>
      '{ "type": "object", "properties": { "YY1_Crane": { "type": "string" } } }',
    'mappings/demo-odata/projects.map.yaml': (text) =>
      `${text}  - entity: project\n    fields: { custom: { crane: YY1_Crane } }\n`,
  });
  await done(['extension', 'add', folder]);
  await done(['run', 'demo']);
  await done(['run', 'demo', '--tenant', 'other']);
  const projects = await stored('project', 'default');
  expect(projects).toHaveLength(10);
  expect(projects.every(({ body }) => (body['custom'] as { crane: string }).crane === 'Liebherr')).toBe(true);
  const driftOf = async (tenant: string): Promise<readonly unknown[]> => {
    const tail = ['events', 'tail', 'notification.drift', '--last', '100', '--no-follow', '--json', '--tenant', tenant];
    return documentsIn(await done(tail)).filter(({ data }) => (data as { path: string }).path === 'YY1_Crane');
  };
  expect(await driftOf('default')).toEqual([]);
  expect(await driftOf('other')).toHaveLength(1);
}, 120_000);
