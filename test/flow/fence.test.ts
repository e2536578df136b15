import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connectionLease, leaseMs } from '../../core/run.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { startRun } from '../../distributor/start-run.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const key = { tenant: 'default', connection: 'demo' };
let home: ReturnType<typeof temporaryDirectory>;
let erp: ErpSimulator;
let pipeline: Pipeline;

beforeEach(async () => {
  home = temporaryDirectory();
  erp = await startErpSimulator({ rows: { businessPartners: 650, projects: 30, supplierInvoices: 10 } });
  pipeline = await openPipeline({ home: home.path, erp: erp.url });
});

afterEach(async () => {
  await pipeline.close();
  await erp.stop();
  home.remove();
});

test('work that lost its fence stops itself and writes nothing more', async () => {
  const { platform } = pipeline.embedded;
  erp.setFault({ kind: 'slow', delayMs: 700, skip: 1, times: 1, path: 'BusinessPartners' });
  const execution = await startRun(platform, {
    ...key,
    connector: 'demo-odata',
    trigger: 'manual',
    mode: 'full',
    streams: ['business-partners'],
  });
  const run = await until('the first page', async () => {
    const [open] = await platform.ledger.runs(key.tenant, key.connection, 1);
    return open && (await platform.ledger.continuation(open, 'business-partners')) ? open : undefined;
  });

  // Somebody takes over, as the sweeper does when it believes an execution dead, while a page is under way.
  await platform.coordination.release(run.fence);
  const other = await platform.coordination.acquire(connectionLease(key.tenant, key.connection), 'other', leaseMs);
  expect(other).toMatchObject({ ok: true });
  const before = await platform.ledger.manifests(run, 'business-partners');

  const ended = await until('the end of the execution', async () => {
    const described = await platform.executions.describe(execution);
    return described?.status === 'running' ? undefined : described;
  });
  expect(ended?.error?.name).toBe('FenceLost');
  expect(await platform.ledger.manifests(run, 'business-partners')).toEqual(before);
  expect((await platform.ledger.run(run))?.status).toBe('running');
  expect(await platform.ledger.watermark({ ...key, stream: 'business-partners' })).toBeUndefined();
  const announced = await platform.topics.history('notification.run', { last: 10 });
  expect(announced.filter(({ attributes }) => attributes['status'] !== 'interrupted')).toEqual([]);
});

test('a second execution of a connection that is busy is skipped, and says why', async () => {
  const { platform } = pipeline.embedded;
  erp.setFault({ kind: 'slow', delayMs: 500, times: 1 });
  const request = { ...key, connector: 'demo-odata', trigger: 'manual', mode: 'full', streams: [] } as const;
  const [first, second] = [await startRun(platform, request), await startRun(platform, request)];
  const results = await Promise.all(
    [first, second].map((id) =>
      until(`the end of ${id}`, async () => {
        const described = await platform.executions.describe(id);
        return described?.status === 'running' ? undefined : described;
      }),
    ),
  );
  expect(results.map((result) => result?.status)).toEqual(['succeeded', 'succeeded']);
  expect(results.map((result) => result?.output)).toContainEqual(expect.objectContaining({ outcome: 'skipped' }));
  expect(JSON.stringify(results)).toContain('another run of demo is under way');
  expect((await platform.ledger.runs(key.tenant, key.connection, 10)).length).toBe(1);
});
