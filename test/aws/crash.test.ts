import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { faultPoints } from '../../core/fault-points.ts';
import type { Run } from '../../core/run.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { startRun } from '../../distributor/start-run.ts';
import { type AwsPipeline, openAwsPipeline } from '../support/aws-pipeline.ts';
import { changesWithSeveralIds, modelConsumer } from '../support/consumer.ts';
import type { FunctionName } from '../support/deployed-functions.ts';
import { storedEntities } from '../support/pipeline.ts';
import { whyNoPython } from '../support/python-tool.ts';
import { until } from '../support/until.ts';

/** Five pages, two and three: ten batches, and five of them of the stream whose container is killed. */
const rows = { businessPartners: 110, projects: 30, supplierInvoices: 60 };
const pageSize = 25;
const streams = {
  'business-partners': 'BusinessPartners',
  projects: 'Projects',
  'supplier-invoices': 'SupplierInvoices',
};
type Stream = keyof typeof streams;
const names = Object.keys(streams) as Stream[];

/** What the manifests confirmed when a container died: which pages, and how many requests there had been. */
type Confirmed = { readonly stream: Stream; readonly pages: readonly string[]; readonly requests: number };

let erp: ErpSimulator;
let aws: AwsPipeline;
let truth: ReadonlyMap<string, string>;
let tenant = '';
let confirmed: Confirmed[] = [];

const digests = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([...(await storedEntities(aws, tenant))].map(([subject, { digest }]) => [subject, digest]));

/** Page requests as the simulator counted them, in order. */
const pagesOf = (stream: Stream): string[] =>
  erp
    .requests()
    .filter(({ path }) => path.endsWith(`/${streams[stream]}`))
    .map(({ query }) => JSON.stringify(query));

async function noteConfirmed(): Promise<void> {
  for (const stream of names) {
    const at = await aws.platform.ledger.continuation({ tenant, connection: 'demo', run: 1 }, stream);
    const requests = pagesOf(stream);
    confirmed.push({ stream, pages: requests.slice(0, at?.pages ?? 0), requests: requests.length });
  }
}

/** Nothing lost, nothing doubled, and no page asked for that a manifest had confirmed. */
async function expectUndisturbed(run: Run): Promise<void> {
  // One execution: what died was invoked again, and the stream did not fail.
  expect({ status: run.status, error: run.error, number: run.run, executions: run.executions.length }).toEqual({
    status: 'succeeded',
    error: undefined,
    number: 1,
    executions: 1,
  });
  for (const { stream, pages, requests } of confirmed)
    expect({
      stream,
      again: pagesOf(stream)
        .slice(requests)
        .filter((page) => pages.includes(page)),
    }).toEqual({
      stream,
      again: [],
    });
  expect(await digests()).toEqual(truth);
  const events = await aws.deliveries(tenant);
  expect(changesWithSeveralIds(events)).toEqual([]);
  const consumer = modelConsumer();
  consumer.take(events);
  expect(consumer.applied.length).toBe(truth.size);
  expect(new Map([...consumer.state].map(([subject, { digest }]) => [subject, digest]))).toEqual(truth);
}

const deaths = (): number => Object.values(aws.functions).reduce((sum, one) => sum + one.deaths(), 0);

const missing = whyNoPython();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

(missing === undefined ? describe : describe.skip)('a function that dies', () => {
  let number = 0;

  beforeAll(async () => {
    erp = await startErpSimulator({ rows });
    aws = await openAwsPipeline({ erp: erp.url, pageSize, onDeath: noteConfirmed });
    tenant = 'undisturbed';
    await aws.connect(tenant);
    await aws.run(tenant);
    truth = await digests();
    expect(truth.size).toBe(200);
  });

  beforeEach(async () => {
    tenant = `t${++number}`;
    confirmed = [];
    erp.clearRequests();
    await aws.connect(tenant);
  });

  afterAll(async () => {
    await aws?.close();
    await erp?.stop();
  });

  test.each(faultPoints.flatMap((point) => [`${point}:1`, `${point}:4`]))(
    'after %s: the run goes on by itself, and nothing is lost or doubled',
    async (fault) => {
      const before = deaths();
      aws.arm(fault);
      const run = await aws.run(tenant);
      expect(deaths() - before).toBe(1);
      await expectUndisturbed(run);
    },
  );

  test('once its work is done and before it answers, each of them: the same', async () => {
    const mortal: readonly FunctionName[] = ['plan', 'extract', 'transform', 'receipts', 'settle', 'commit', 'sweep'];
    const before = deaths();
    for (const name of mortal) aws.functions[name].loseAnswer();
    const run = await aws.run(tenant);
    expect(deaths() - before).toBe(mortal.length);
    await expectUndisturbed(run);
  });

  test('while it closes what has failed: it is invoked again, and the reason stays', async () => {
    const { executions } = aws.platform;
    const failRun = aws.functions['fail-run'];
    failRun.loseAnswer();
    const request = { tenant, connection: 'nobody', connector: 'demo-odata', trigger: 'manual' } as const;
    const id = await startRun(aws.platform, { ...request, mode: 'incremental', streams: [] });
    await until('its end', async () => (await executions.describe(id))?.status !== 'running');
    expect(await executions.describe(id)).toMatchObject({ status: 'failed', error: { name: 'NotFound' } });
    expect({ invocations: failRun.invocations(), deaths: failRun.deaths() }).toEqual({ invocations: 2, deaths: 1 });
  });
});
