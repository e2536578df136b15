import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { addConnector, catalogueFolder, openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let home: ReturnType<typeof temporaryDirectory>;
let scratch: ReturnType<typeof temporaryDirectory>;
let folder: string;
let erp: ErpSimulator;
let pipeline: Pipeline;

beforeEach(async () => {
  home = temporaryDirectory();
  scratch = temporaryDirectory();
  folder = join(scratch.path, 'demo-odata');
  cpSync(join(catalogueFolder, 'demo-odata'), folder, { recursive: true });
  erp = await startErpSimulator({ rows: { businessPartners: 20, projects: 30, supplierInvoices: 20 } });
  pipeline = await openPipeline({ home: home.path, erp: erp.url, connectorFolder: folder });
});

afterEach(async () => {
  await pipeline.close();
  await erp.stop();
  home.remove();
  scratch.remove();
});

type DriftData = {
  readonly kind: string;
  readonly class: string;
  readonly path: string;
  readonly policy: string;
  readonly value?: string;
};
const noticed = async (): Promise<DriftData[]> => {
  const messages = await pipeline.embedded.platform.topics.history('notification.drift', { last: 100 });
  return messages.map(({ body }) => (JSON.parse(body) as { data: DriftData }).data);
};

async function editConnector(from: string, to: string): Promise<void> {
  const file = join(folder, 'connector.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, to));
  await addConnector(pipeline.embedded, folder);
}

test('a field that the ERP adds is told once, and every record goes on', async () => {
  // With $select an OData server never sends what was not asked for.
  await editConnector('select: { query: $select }', '');
  erp.tamper('Projects', (row) => ({ ...row, SustainabilityClass: 'A' }));
  const run = await pipeline.run();
  expect(run.status).toBe('succeeded');
  expect(run.results?.find(({ stream }) => stream === 'projects')?.outcomes).toMatchObject({
    created: 30,
    quarantined: 0,
  });
  expect(await noticed()).toMatchObject([
    { kind: 'field-added', class: 'additive', path: 'SustainabilityClass', policy: 'notify' },
  ]);
  await pipeline.run({ mode: 'full' });
  expect(await noticed()).toHaveLength(1);
});

test('a field of another type is told on the first record that shows it, which waits in quarantine', async () => {
  erp.tamper('Projects', (row) => (row['Project'] === 'P-00007' ? { ...row, ProjectDescription: 7 } : row));
  const run = await pipeline.run();
  expect(run.results?.find(({ stream }) => stream === 'projects')?.outcomes).toMatchObject({
    created: 29,
    quarantined: 1,
  });
  expect(await noticed()).toMatchObject([
    { kind: 'type-changed', class: 'breaking', path: 'ProjectDescription', policy: 'quarantine' },
  ]);
});

test('a code that no code list has is told once per code, and its records go on', async () => {
  await editConnector('risky: notify', 'risky: halt');
  erp.tamper('Projects', (row) => {
    const status = { 'P-00007': '99', 'P-00008': '99', 'P-00009': '98' }[String(row['Project'])];
    return status === undefined ? row : { ...row, ProjectStatus: status };
  });
  const run = await pipeline.run();
  expect(run.status).toBe('succeeded');
  const about = { kind: 'unknown-code', class: 'risky', path: 'ProjectStatus', policy: 'notify' };
  const told = [
    { ...about, value: '98', affects: ['project.status'] },
    { ...about, value: '99', affects: ['project.status'] },
  ];
  const byValue = async (): Promise<readonly DriftData[]> =>
    (await noticed()).toSorted((a, b) => String(a.value).localeCompare(String(b.value)));
  expect(await byValue()).toMatchObject(told);
  await pipeline.run({ mode: 'full' });
  expect(await noticed()).toHaveLength(2);
});

test('under the policy halt the stream does not settle, and the others do', async () => {
  await editConnector('breaking: quarantine', 'breaking: halt');
  erp.tamper('Projects', (row) => (row['Project'] === 'P-00007' ? { ...row, ProjectDescription: 7 } : row));
  const run = await pipeline.run();
  expect(run.status).toBe('partial');
  expect(run.results?.find(({ ok }) => !ok)).toMatchObject({ stream: 'projects', error: { name: 'NotSettled' } });
  expect(String(pipeline.failures[0])).toContain('halted by its drift policy');
  expect([...(await pipeline.entities()).keys()].some((subject) => subject.startsWith('project '))).toBe(false);
}, 90_000);
