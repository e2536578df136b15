import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { redrive } from '../../distributor/redrive.ts';
import type { Queues } from '../../platform/ports.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

let home: ReturnType<typeof temporaryDirectory>;
let erp: ErpSimulator;
let pipeline: Pipeline;

beforeEach(async () => {
  home = temporaryDirectory();
  erp = await startErpSimulator({ rows: { businessPartners: 250, projects: 30, supplierInvoices: 10 } });
  pipeline = await openPipeline({ home: home.path, erp: erp.url });
});

afterEach(async () => {
  await pipeline.close();
  await erp.stop();
  home.remove();
});

const waiting = async (queues: Queues, queue: string): Promise<number> => {
  const counts = (await queues.counts()).find((entry) => entry.queue === queue);
  return (counts?.visible ?? 0) + (counts?.inFlight ?? 0);
};

test('a message nobody can read ends in the dead letters, and the run settles without it', async () => {
  const { platform } = pipeline.embedded;
  await platform.queues.send('transform.demo-odata', [{ id: 'poison', body: 'not a pointer', attributes: {} }]);
  expect((await pipeline.run()).status).toBe('succeeded');
  await until('the dead letter', async () => (await waiting(platform.queues, 'transform.demo-odata.dead')) === 1);
  expect(String(pipeline.failures[0])).toContain('not a pointer to a batch');
});

test('a batch whose raw data is gone is named; put back and redriven it goes through', async () => {
  const { platform } = pipeline.embedded;
  const { blobs } = platform;
  const kept = new Map<string, Uint8Array>();
  const get = blobs.get;
  // The blobs of one stream cannot be read for a while, as when a volume is not mounted.
  Object.assign(pipeline.embedded.services.blobs, {
    get: async (key: string) => (key.includes('/projects/') ? kept.get(key) : get(key)),
  });

  const run = await pipeline.run();
  expect(run.status).toBe('partial');
  const projects = run.results?.find(({ stream }) => stream === 'projects');
  expect(projects).toMatchObject({
    ok: false,
    error: {
      name: 'NotSettled',
      message: expect.stringMatching(/batch 1 \(default\/demo\/projects\/1\/1-[\w-]+\) has no outcome/),
    },
  });
  expect(
    await platform.ledger.watermark({ tenant: 'default', connection: 'demo', stream: 'projects' }),
  ).toBeUndefined();
  expect(
    await platform.ledger.watermark({ tenant: 'default', connection: 'demo', stream: 'business-partners' }),
  ).toBeDefined();

  Object.assign(pipeline.embedded.services.blobs, { get });
  expect(await redrive(platform.queues, 'transform.demo-odata')).toBeGreaterThan(0);
  await until('the batch', async () => (await pipeline.entities()).size === 290);
  await until('the queue to be empty', async () => (await waiting(platform.queues, 'transform.demo-odata')) === 0);

  const again = await pipeline.run();
  expect(again.status).toBe('succeeded');
  expect(again.results?.find(({ stream }) => stream === 'projects')?.outcomes).toMatchObject({
    created: 0,
    updated: 0,
    unchanged: 30,
  });
}, 90_000);

test('a pointer that got lost on its way is published again, and the run settles', async () => {
  const { platform } = pipeline.embedded;
  await platform.topics.unsubscribe('transform.demo-odata');
  const running = pipeline.run();
  // The sweep binds the queue again; the messages published meanwhile are gone.
  expect((await running).status).toBe('succeeded');
  expect((await pipeline.entities()).size).toBe(290);
}, 60_000);
