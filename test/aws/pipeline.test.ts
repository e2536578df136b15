import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { InformationEvent } from '../../core/generated/information-batch.generated.ts';
import type { Run } from '../../core/run.ts';
import { subscriptionQueue, transformQueue } from '../../core/topic-names.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import type { Platform, StoredEntity } from '../../platform/ports.ts';
import { modelConsumer } from '../support/consumer.ts';
import { notTaken } from '../support/deploy-emulator.ts';
import { leftOf } from '../support/leftovers.ts';
import { openPipeline, storedEntities, threeStreams } from '../support/pipeline.ts';
import { whyNoPython } from '../support/python-tool.ts';
import { deployedStage, type Stage, stageName } from '../support/stage.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const rows = { businessPartners: 450, projects: 60, supplierInvoices: 700 };
const seed = 7;
const scheduleMs = 150_000;
const runMs = 180_000;

const missing = whyNoPython();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

/** The life of a connection on the deployed stacks, each test going on where the last one ended. */
(missing === undefined ? describe : describe.skip)('the pipeline on AWS', () => {
  const home = temporaryDirectory();
  let erp: ErpSimulator;
  let stage: Stage;

  beforeAll(async () => {
    erp = await startErpSimulator({ rows, seed });
    stage = await deployedStage(home.path, [new URL(erp.url).host]);
  }, 300_000);

  afterAll(async () => {
    await stage?.close();
    await erp?.stop();
    home.remove();
  }, 60_000);

  const lastRun = async (): Promise<Run | undefined> => (await stage.platform.ledger.runs('default', 'demo', 1))[0];
  const endOf = (run: number, limitMs = runMs): Promise<Run> =>
    until(
      `the end of run ${run}`,
      async () => {
        const last = await lastRun();
        return last && last.run >= run && last.status !== 'running' ? last : undefined;
      },
      limitMs,
    );
  const connect = (...more: readonly string[]): Promise<unknown> =>
    stage.cli(
      [
        'connection',
        'add',
        'demo',
        '--connector',
        'demo-odata',
        '--set',
        `host=${erp.url}`,
        '--set',
        'username=tributary',
        ...threeStreams.flatMap((stream) => ['--stream', stream]),
        ...more,
      ],
      { env: { TRIBUTARY_SECRET_PASSWORD: 'demo-only' } },
    );

  test(
    'a schedule fires, and the run settles',
    async () => {
      await stage.cli(['connector', 'add', 'connectors/catalog/demo-odata']);
      await stage.cli([
        ...['subscription', 'add', 'everything', '--topic', 'information.party'],
        ...['--topic', 'information.project', '--topic', 'information.supplier-invoice'],
      ]);
      await connect('--every', '1m');
      const run = await endOf(1, scheduleMs + runMs);
      expect({ status: run.status, error: run.error, trigger: run.trigger }).toEqual({
        status: 'succeeded',
        error: undefined,
        trigger: 'schedule',
      });
      await connect('--replace');
    },
    scheduleMs + runMs + 60_000,
  );

  test('records and events are those of the embedded run', async () => {
    const embedded = await embeddedResult();
    expect(await entitiesOf(stage.platform)).toEqual(embedded.entities);
    const { events, state } = await consume(stage.platform, 'everything');
    expect(events).toEqual(embedded.events);
    expect(state).toEqual(embedded.state);
  }, 120_000);

  test(
    'a second run publishes nothing',
    async () => {
      await stage.cli(['run', 'demo', '--full']);
      const run = await lastRun();
      expect({ status: run?.status, outcomes: totals(run) }).toEqual({
        status: 'succeeded',
        outcomes: { unchanged: 1210 },
      });
      expect((await consume(stage.platform, 'everything')).events).toEqual([]);
    },
    runMs,
  );

  test(
    'a change arrives once',
    async () => {
      erp.mutate({ change: 1, entitySet: 'Projects', seed: 1 });
      await stage.cli(['run', 'demo']);
      expect(totals(await lastRun())).toMatchObject({ updated: 1 });
      const { events } = await consume(stage.platform, 'everything');
      expect(events.map(({ entity, type }) => [entity, type])).toEqual([
        ['project', 'tributary.information.project.updated'],
      ]);
    },
    runMs,
  );

  test(
    'a stream that fails is seen in the history of the execution with its plain reason',
    async () => {
      erp.setFault({ kind: 'html', path: 'Projects', times: 1_000 });
      await stage.cli(['run', 'demo', '--full'], { exit: 1 });
      erp.clearFaults();
      const run = await lastRun();
      expect(run?.status).toBe('partial');
      const history = await stage.platform.executions.history(run?.executions.at(-1) ?? '');
      expect(JSON.stringify(history)).toMatch(/web page/);
      const { stdout } = await stage.cli(['run', 'show', `demo/${run?.run}`]);
      expect(stdout).toMatch(/web page/);
    },
    runMs,
  );

  test('a poison message reaches the dead letters and is redriven', async () => {
    const queue = transformQueue('demo-odata');
    const dead = async (): Promise<number> =>
      (await stage.platform.queues.counts()).find((count) => count.queue === `${queue}.dead`)?.visible ?? 0;
    await stage.platform.queues.send(queue, [{ id: 'poison', body: '{"not":"a pointer"}', attributes: {} }]);
    await until('the poison in the dead letters', async () => (await dead()) === 1, 240_000);
    const { stdout } = await stage.cli(['redrive', queue]);
    expect(stdout).toMatch(/Moved 1 dead letter/);
    expect(await dead()).toBe(0);
  }, 300_000);

  test('destroy leaves nothing', async () => {
    await connect('--replace', '--every', '1h');
    const { code, output } = await removeStage(stage);
    expect({ code, output }).toEqual({ code: 0, output: expect.any(String) });
    expect(await leftOf(stage.emulator.url)).toEqual([]);
  }, 300_000);
});

function totals(run: Run | undefined): Readonly<Record<string, number>> {
  const total: Record<string, number> = {};
  for (const { outcomes } of run?.results ?? [])
    for (const [outcome, count] of Object.entries(outcomes))
      if (count > 0) total[outcome] = (total[outcome] ?? 0) + count;
  return total;
}

/** As an operator does it, but for the question. */
function removeStage({ emulator }: Stage): Promise<{ readonly code: number | null; readonly output: string }> {
  const script = join(import.meta.dirname, '../../infra/deploy.ts');
  const context = Object.entries(notTaken).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const child = spawn(process.execPath, [script, '--stage', stageName, '--destroy', '--yes', '--', ...context], {
    env: { ...process.env, ...emulator.env, CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

type Plain = readonly Omit<InformationEvent, 'time'>[];
type Result = { readonly entities: ReadonlyMap<string, StoredEntity>; readonly events: Plain; readonly state: unknown };

/** What differs between two runs of the same data: when it happened. */
function plain(events: readonly InformationEvent[]): Plain {
  return events.map(({ time: _time, ...event }) => event).sort((a, b) => (a.id < b.id ? -1 : 1));
}

const entitiesOf = (platform: Platform): Promise<ReadonlyMap<string, StoredEntity>> =>
  storedEntities({ platform }, 'default');

/** The same connection over another simulator with the same data, on the embedded platform. */
async function embeddedResult(): Promise<Result> {
  const home = temporaryDirectory();
  const erp = await startErpSimulator({ rows, seed });
  const pipeline = await openPipeline({ home: home.path, erp: erp.url });
  try {
    expect((await pipeline.run()).status).toBe('succeeded');
    const consumer = modelConsumer();
    consumer.take(await pipeline.events());
    return { entities: await pipeline.entities(), events: plain(consumer.applied), state: consumer.state };
  } finally {
    await pipeline.close();
    await erp.stop();
    home.remove();
  }
}

/** Empties a subscription as its consumer would: what it applied, and what it then believes. */
async function consume({ queues }: Platform, name: string): Promise<Pick<Result, 'events' | 'state'>> {
  const consumer = modelConsumer();
  for (;;) {
    const messages = await queues.receive(subscriptionQueue(name), 10, 2_000);
    if (messages.length === 0) return { events: plain(consumer.applied), state: consumer.state };
    for (const message of messages) consumer.take(JSON.parse(message.body) as InformationEvent[]);
    await queues.acknowledge(
      subscriptionQueue(name),
      messages.map((message) => message.receipt),
    );
  }
}
