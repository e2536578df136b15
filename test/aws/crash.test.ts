import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

/** Two pages make a batch: one batch in each stream; or six, and four of them in the stream whose container is killed. */
const pageSize = 250;
const small = { businessPartners: 260, projects: 30, supplierInvoices: 60 };
const large = { ...small, businessPartners: 1_510 };
const streams = {
  'business-partners': 'BusinessPartners',
  projects: 'Projects',
  'supplier-invoices': 'SupplierInvoices',
};
type Stream = keyof typeof streams;
const names = Object.keys(streams) as Stream[];

/** What the manifests confirmed when a container died: which pages, and how many requests there had been. */
type Confirmed = { readonly stream: Stream; readonly pages: readonly string[]; readonly requests: number };

/** An ERP, and what a run undisturbed makes of it. */
type World = { readonly erp: ErpSimulator; readonly truth: ReadonlyMap<string, string> };

let worlds: Readonly<Record<'small' | 'large', World>>;
let world: World;
let aws: AwsPipeline;
let tenant = '';
let confirmed: Confirmed[] = [];

const digests = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([...(await storedEntities(aws, tenant))].map(([subject, { digest }]) => [subject, digest]));

/** Page requests as the simulator counted them, in order. */
const pagesOf = (stream: Stream): string[] =>
  world.erp
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

async function undisturbed(name: string, erp: ErpSimulator): Promise<World> {
  tenant = name;
  await aws.connect(tenant, erp.url);
  await aws.run(tenant);
  return { erp, truth: await digests() };
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
  expect(await digests()).toEqual(world.truth);
  const events = await aws.deliveries(tenant);
  expect(changesWithSeveralIds(events)).toEqual([]);
  const consumer = modelConsumer();
  consumer.take(events);
  expect(consumer.applied.length).toBe(world.truth.size);
  expect(new Map([...consumer.state].map(([subject, { digest }]) => [subject, digest]))).toEqual(world.truth);
}

const deaths = (): number => Object.values(aws.functions).reduce((sum, one) => sum + one.deaths(), 0);

const missing = whyNoPython();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

(missing === undefined ? describe : describe.skip)('a function that dies', () => {
  let number = 0;
  const begin = async (size: keyof typeof worlds): Promise<void> => {
    world = worlds[size];
    tenant = `t${++number}`;
    confirmed = [];
    world.erp.clearRequests();
    await aws.connect(tenant, world.erp.url);
  };

  beforeAll(async () => {
    const erps = [await startErpSimulator({ rows: small }), await startErpSimulator({ rows: large })] as const;
    aws = await openAwsPipeline({ erps: erps.map(({ url }) => url), pageSize, onDeath: noteConfirmed });
    worlds = { small: await undisturbed('small', erps[0]), large: await undisturbed('large', erps[1]) };
    expect([worlds.small.truth.size, worlds.large.truth.size]).toEqual([350, 1_600]);
  });

  afterAll(async () => {
    await aws?.close();
    for (const { erp } of Object.values(worlds ?? {})) await erp.stop();
  });

  test.each(faultPoints.flatMap((point) => [`${point}:1`, `${point}:4`]))(
    'after %s: the run goes on by itself, and nothing is lost or doubled',
    async (fault) => {
      await begin(fault.endsWith(':1') ? 'small' : 'large');
      const before = deaths();
      aws.arm(fault);
      const run = await aws.run(tenant);
      expect(deaths() - before).toBe(1);
      await expectUndisturbed(run);
    },
  );

  test('once its work is done and before it answers, each of them: the same', async () => {
    const mortal: readonly FunctionName[] = ['plan', 'extract', 'transform', 'receipts', 'settle', 'commit', 'sweep'];
    await begin('small');
    const before = deaths();
    for (const name of mortal) aws.functions[name].loseAnswer();
    const run = await aws.run(tenant);
    expect(deaths() - before).toBe(mortal.length);
    await expectUndisturbed(run);
  });

  test('while it closes what has failed: it is invoked again, and the reason stays', async () => {
    await begin('small');
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
