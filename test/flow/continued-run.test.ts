import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Run } from '../../core/run.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { startRun } from '../../distributor/start-run.ts';
import { openPipeline, type Pipeline, type PipelineOptions } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

/** Six pages of one stream, one of each of the others. */
const rows = { businessPartners: 1050, projects: 30, supplierInvoices: 10 };
let homes: ReturnType<typeof temporaryDirectory>[];
let erp: ErpSimulator;
const open: Pipeline[] = [];

beforeEach(async () => {
  homes = [temporaryDirectory(), temporaryDirectory()];
  erp = await startErpSimulator({ rows });
});

afterEach(async () => {
  for (const pipeline of open.splice(0)) await pipeline.close();
  await erp.stop();
  for (const home of homes) home.remove();
});

async function openHere(place: number, visits: PipelineOptions['visits'] = {}): Promise<Pipeline> {
  const pipeline = await openPipeline({ home: homes[place]?.path ?? '', erp: erp.url, visits });
  open.push(pipeline);
  return pipeline;
}

/** Starts a run and waits until it has ended, in whichever execution. */
async function runToEnd({ embedded, connection }: Pipeline): Promise<Run> {
  const { platform } = embedded;
  const { tenant, name, connector } = connection;
  await startRun(platform, { tenant, connection: name, connector, trigger: 'manual', mode: 'full', streams: [] });
  return until('the run to end', async () => {
    const [run] = await platform.ledger.runs(tenant, name, 1);
    return run && run.status !== 'running' ? run : undefined;
  });
}

const digestsOf = async (pipeline: Pipeline): Promise<Map<string, string>> =>
  new Map([...(await pipeline.entities())].map(([subject, { digest }]) => [subject, digest]));

const pagesAsked = (): string[] => erp.requests().map(({ path, query }) => `${path} ${JSON.stringify(query)}`);

test('a run that is longer than an execution may be spans as many as it takes, and is one run', async () => {
  const undisturbed = await openHere(0);
  await runToEnd(undisturbed);
  const asked = pagesAsked();
  erp.clearRequests();

  // One page a visit, two visits a stream: three executions for the six pages.
  const pipeline = await openHere(1, { visitMs: 0, visitsPerExecution: 6 });
  const run = await runToEnd(pipeline);

  const { platform } = pipeline.embedded;
  expect({ status: run.status, error: run.error, executions: run.executions.length }).toEqual({
    status: 'succeeded',
    error: undefined,
    executions: 3,
  });
  expect((await platform.ledger.runs('default', 'demo', 9)).length).toBe(1);
  expect(pagesAsked().toSorted()).toEqual(asked.toSorted());
  expect(await digestsOf(pipeline)).toEqual(await digestsOf(undisturbed));
  const announced = await platform.topics.history('notification.run', { last: 10 });
  expect(announced.map(({ attributes }) => attributes['status'])).toEqual(['succeeded']);
  const ends = await Promise.all(run.executions.map((id) => ended(pipeline, id)));
  expect(ends).toEqual([
    { outcome: 'continued' },
    { outcome: 'continued' },
    expect.objectContaining({ streams: expect.anything() }),
  ]);
  expect(pipeline.failures).toEqual([]);
});

const ended = (pipeline: Pipeline, id: string): Promise<unknown> =>
  until(`the end of ${id}`, async () => {
    const execution = await pipeline.embedded.platform.executions.describe(id);
    return execution?.status === 'succeeded' ? (execution.output ?? {}) : undefined;
  });

test('a stream that is not read in thirty executions is named, and the others are committed', async () => {
  const pipeline = await openHere(0, { visitMs: 0, visitsPerExecution: 6 });
  const { services, platform } = pipeline.embedded;
  // Every page is the first one: the ledger forgets where the stream stands, as with an ERP whose pages never end.
  const { declare } = services.ledger;
  Object.assign(services.ledger, {
    declare: (...args: Parameters<typeof declare>) => {
      const [key, stream, manifests, continuation, fence] = args;
      if (stream !== 'business-partners') return declare(...args);
      const { next: _next, ...rest } = continuation;
      return declare(key, stream, manifests, { ...rest, done: false }, fence);
    },
  });
  const run = await runToEnd(pipeline);
  expect(run.status).toBe('partial');
  expect(run.executions).toHaveLength(30);
  expect(run.results?.filter(({ ok }) => ok).map(({ stream }) => stream)).toEqual(['projects', 'supplier-invoices']);
  expect(run.results?.[0]?.error).toEqual({
    name: 'NotSettled',
    code: 'no-progress',
    message:
      'Stream business-partners was continued 29 times and still was not read to its end; the next run begins it anew.',
  });
  expect(await platform.ledger.watermark({ tenant: 'default', connection: 'demo', stream: 'projects' })).toBeDefined();
}, 120_000);
