import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ExtractInput, extract } from '../../connectors/extract.ts';
import { firstVisit } from '../../core/execution-budget.ts';
import { batchKeys, decodeBatch } from '../../core/raw-batch.ts';
import type { RunKey } from '../../core/run.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { commit } from '../../distributor/commit.ts';
import { beginSettle } from '../../distributor/settle.ts';
import type { Services } from '../../infra/services.ts';
import { plan } from '../../transformer/plan.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

let home: ReturnType<typeof temporaryDirectory>;
let erp: ErpSimulator;
let pipeline: Pipeline;
let run: RunKey;
/** Whether the execution of this test counts as running. */
let lives: boolean;
const stream = 'business-partners';
const visit = firstVisit(1);
const input = (at = visit): ExtractInput => ({ execution: 'test', run, stream, visit: at });
const signal = new AbortController().signal;

beforeEach(async () => {
  home = temporaryDirectory();
  erp = await startErpSimulator({ rows: { businessPartners: 650, projects: 1, supplierInvoices: 1 } });
  pipeline = await openPipeline({ home: home.path, erp: erp.url });
  // The execution only exists in this test: it plans, and then extracts by hand. On a slow machine the worker's sweep comes
  // by meanwhile, and would take the run from an execution that nobody knows.
  const { executions } = pipeline.embedded.platform;
  const { describe } = executions;
  lives = true;
  const own = { id: 'test', status: 'running', input: {}, startedAt: new Date(0).toISOString() } as const;
  Object.assign(executions, { describe: async (id: string) => (id === 'test' && lives ? own : describe(id)) });
  const planned = await plan(pipeline.embedded.services, 'test', {
    tenant: 'default',
    connection: 'demo',
    trigger: 'manual',
    mode: 'full',
    streams: [stream],
  });
  if (!planned.run) throw new Error(planned.reason);
  run = planned.run;
});

afterEach(async () => {
  await pipeline.close();
  await erp.stop();
  home.remove();
});

const pages = (): number => erp.requests().length;

test('requests the next page while the last one is being stored', async () => {
  const { services } = pipeline.embedded;
  let stored = 0;
  const put: Services['blobs']['put'] = async (key, content) => {
    stored++;
    // Would wait in vain if the next request came only after this page is stored.
    if (stored < 4) await until(`request ${stored + 1}`, () => pages() > stored, 5_000);
    await services.blobs.put(key, content);
  };
  const output = await extract({ ...services, blobs: { ...services.blobs, put } }, input(), signal);
  expect(output).toEqual({
    ...{ outcome: 'done', waitSeconds: 0, reason: '', pages: 4, records: 650 },
    visit: { ...visit, number: 2 },
  });
});

test('a fault after some progress is a short wait, and the next call goes on where it stands', async () => {
  const { services } = pipeline.embedded;
  erp.setFault({ kind: 'server-error', skip: 2, times: 1 });
  const first = await extract(services, input(), signal);
  expect(first).toMatchObject({ outcome: 'wait', waitSeconds: 1, pages: 2, records: 400 });
  const before = pages();
  expect(await extract(services, input(), signal)).toMatchObject({
    outcome: 'done',
    pages: 4,
    records: 650,
  });
  expect(pages() - before).toBe(2);
});

test('a fault without progress is thrown, for the state machine to count', async () => {
  erp.setFault({ kind: 'server-error', times: 1 });
  await expect(extract(pipeline.embedded.services, input(), signal)).rejects.toMatchObject({
    name: 'ErpUnavailable',
    code: 'erp-server-error',
  });
});

test('a stream that is done asks for nothing', async () => {
  const { services } = pipeline.embedded;
  await extract(services, input(), signal);
  const before = pages();
  expect(await extract(services, input(), signal)).toMatchObject({
    outcome: 'done',
    records: 650,
  });
  expect(pages()).toBe(before);
});

test('a pointer that did not get out is published by the next call', async () => {
  const { services, platform } = pipeline.embedded;
  const lost = { ...services, publish: () => Promise.reject(new Error('the topic is away')) };
  await expect(extract(lost, input(), signal)).rejects.toThrow('the topic is away');
  expect(await platform.ledger.pending(run, 10)).toMatchObject([{ batch: 1, publishes: 0 }]);
  await extract(services, input(), signal);
  expect((await platform.ledger.manifests(run, stream)).map(({ publishes }) => publishes)).toEqual([1, 1]);
});

test('work that is no longer wanted stops before it stores the page in hand', async () => {
  const controller = new AbortController();
  controller.abort(new Error('stopped'));
  await expect(extract(pipeline.embedded.services, input(), controller.signal)).rejects.toThrow();
  expect(await pipeline.embedded.platform.ledger.manifests(run, stream)).toEqual([]);
});

test('a raw batch holds the records as the ERP sent them', async () => {
  const { services, platform } = pipeline.embedded;
  await extract(services, input(), signal);
  const [manifest] = await platform.ledger.manifests(run, stream);
  if (!manifest) throw new Error('no manifest');
  const records = decodeBatch((await platform.blobs.get(manifest.blob)) ?? new Uint8Array(), manifest);
  expect(records).toHaveLength(600);
  const [row] = erp.rows('BusinessPartners').filter((candidate) => candidate['BusinessPartner'] === records[0]?.key);
  expect(JSON.parse(records[0]?.text ?? '')).toMatchObject({
    BusinessPartner: row?.['BusinessPartner'],
    CreditLimitAmount: row?.['CreditLimitAmount'],
  });
});

test('an execution whose run a newer one has taken over does nothing, although the lease is valid again', async () => {
  const { services } = pipeline.embedded;
  const request = { tenant: 'default', connection: 'demo', trigger: 'manual', mode: 'full', streams: [] } as const;
  lives = false;
  expect((await plan(services, 'newer', request)).run).toEqual(run);
  const before = pages();
  const lost = { name: 'FenceLost', code: 'lease-lost' };
  await expect(extract(services, input(), signal)).rejects.toMatchObject(lost);
  await expect(beginSettle(services, 'test', run, [], 'token')).rejects.toMatchObject(lost);
  await expect(commit(services, 'test', run, [])).rejects.toMatchObject(lost);
  expect(pages()).toBe(before);
  expect((await services.ledger.run(run))?.status).toBe('running');
});

test('a stream that has no more visits is to be read later, by the next execution', async () => {
  const { services } = pipeline.embedded;
  const onePage = { ...services, visitMs: 0 };
  const two = { ...visit, of: 2 };
  const first = await extract(onePage, input(two), signal);
  expect(first).toMatchObject({ outcome: 'more', pages: 1, records: 200, visit: { number: 2, of: 2 } });
  expect(await extract(onePage, input(first.visit), signal)).toMatchObject({
    outcome: 'later',
    pages: 2,
    records: 400,
  });
  // Whatever the last visit comes to: the end of the stream is the end.
  await extract(onePage, input(two), signal);
  expect(await extract(onePage, input({ ...two, number: 2 }), signal)).toMatchObject({ outcome: 'done', records: 650 });
});

test('the last visit of an execution does not wait', async () => {
  erp.setFault({ kind: 'server-error', skip: 2, times: 1 });
  const last = { ...visit, number: visit.of };
  expect(await extract(pipeline.embedded.services, input(last), signal)).toMatchObject({
    outcome: 'later',
    waitSeconds: 1,
    records: 400,
  });
});

test('records that come again in the run are named in the manifest, also after another visit', async () => {
  const { services, platform } = pipeline.embedded;
  const visits = { ...services, visitMs: 0 };
  await extract(visits, input(), signal);
  await extract(visits, input(), signal);
  const keys = (await platform.ledger.manifests(run, stream)).map(async ({ blob }) =>
    batchKeys((await platform.blobs.get(blob)) ?? new Uint8Array()),
  );
  const read = (await Promise.all(keys)).flatMap((list) => list ?? []);
  expect(read).toHaveLength(400);
  // A row that moves between pages: one that is still to come is the first one once more.
  const rows = erp.rows('BusinessPartners');
  const first = rows.find((row) => row['BusinessPartner'] === read[0]);
  const other = rows.find((row) => !read.includes(String(row['BusinessPartner'])))?.['BusinessPartner'];
  erp.tamper('BusinessPartners', (row) =>
    row['BusinessPartner'] === other ? { ...first, LastChangeDateTime: row['LastChangeDateTime'] } : row,
  );
  await extract(services, input(), signal);
  const touches = (await platform.ledger.manifests(run, stream)).map((manifest) => manifest.touches ?? []);
  expect(touches.slice(0, 2)).toEqual([[], []]);
  expect(touches.flat()).toHaveLength(1);
});
