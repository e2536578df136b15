import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkConnectorFolder } from '../../core/connector/check.ts';
import { decodeBatch } from '../../core/raw-batch.ts';
import type { Run } from '../../core/run.ts';
import { settleQueue, transformQueue } from '../../core/topic-names.ts';
import { receiptHandler } from '../../distributor/settle.ts';
import { startRun } from '../../distributor/start-run.ts';
import { addSubscription } from '../../distributor/subscribe.ts';
import { ensureErpQueue, ensureSettleQueue } from '../../distributor/topics.ts';
import { stateFunctions } from '../../infra/functions.ts';
import { type Services, servicesOf } from '../../infra/services.ts';
import { putConnection, registerConnector } from '../../platform/catalogue.ts';
import { systemClock } from '../../platform/clock.ts';
import type { MessageHandler, Platform } from '../../platform/ports.ts';
import { compileMapping } from '../../transformer/mapping/compile.ts';
import { transformHandler } from '../../transformer/transform.ts';
import assumptions from './assumptions.json' with { type: 'json' };
import { openMeasuredPlatform } from './measured-platform.ts';
import { emptyUsage, type Usage } from './usage.ts';

/** What one run of the whole pipeline used. */
export type Measured = {
  readonly usage: Usage;
  readonly records: number;
  /** Average size of a raw record, in bytes. */
  readonly recordBytes: number;
  readonly outcomes: Readonly<Record<string, number>>;
};

export type Measurement = { readonly initial: Measured; readonly unchanged: Measured };

export type MeasureOptions = {
  readonly records: number;
  readonly region: string;
  readonly account: string;
  readonly note: (text: string) => void;
};

const root = join(import.meta.dirname, '../..');
const connector = 'demo-odata';
const entities = ['party', 'project', 'supplier-invoice'];
/** Of these three: more of them with the same number of records would only make batches smaller. */
const streams = ['business-partners', 'projects', 'supplier-invoices'];
const entitySets = 'BusinessPartners,Projects,SupplierInvoices';
const request = { tenant: 'default', connection: 'cost', connector, trigger: 'schedule', streams: [] } as const;

const quiet = { onFailure: () => undefined, bindingSettlesMs: 0 } as const;

/** Reads the demo ERP twice through the adapters of AWS: an initial load, and a full read in which nothing has changed. */
export async function measureCost(options: MeasureOptions): Promise<Measurement> {
  const erp = await startErp(options.records);
  let usage = emptyUsage();
  let passedMs = 0;
  let services: Services | undefined;
  const definition = JSON.parse(
    readFileSync(join(root, 'infra/sync.asl.json'), 'utf8').replaceAll(/\$\{(\w+)\}/g, '$1'),
  ) as object;
  const measured = await openMeasuredPlatform({
    ...{ stage: `cost-${options.records}`, region: options.region, account: options.account },
    ...{ entities, connector, definition },
    functions: stateFunctions(() => services as Services),
    usage: () => usage,
    clock: { ...systemClock, now: () => new Date(Date.now() + passedMs) },
  });
  const { platform } = measured;
  try {
    services = servicesOf(platform, { ...quiet, allowPrivateHosts: [new URL(erp.url).host] });
    await setUp(platform, erp.url);
    const consumers = [
      platform.queues.consume(transformQueue(connector), counted(transformHandler(services)), {
        batchSize: assumptions.transformMessagesPerInvocation,
      }),
      platform.queues.consume(settleQueue, counted(receiptHandler(services)), {
        batchSize: assumptions.receiptMessagesPerInvocation,
      }),
    ];
    const run = async (mode: 'incremental' | 'full'): Promise<Measured> => {
      usage = emptyUsage();
      const cpu = process.cpuUsage();
      const finished = await runOnce(measured.interpreter.executions.ended, platform, mode);
      const { user, system } = process.cpuUsage(cpu);
      usage.cpuSeconds = (user + system) / 1e6;
      await countMachine(platform, finished, usage);
      usage.scheduleInvocations = 1;
      const used = usage;
      // What is asked from here on is not the run's.
      usage = emptyUsage();
      return { usage: used, ...(await sizesOf(platform, finished)) };
    };
    options.note(`initial load of ${options.records} records`);
    const initial = await run('full');
    options.note('the same again, unchanged, an hour later');
    passedMs = 3_600_000;
    const unchanged = await run('full');
    await Promise.all(consumers.map((consumer) => consumer.stop()));
    return { initial, unchanged };
  } finally {
    await measured.close();
    erp.stop();
  }

  function counted(handler: MessageHandler): MessageHandler {
    return (messages, signal) => {
      usage.lambdaRequests += 1;
      return handler(messages, signal);
    };
  }
}

async function setUp(platform: Platform, host: string): Promise<void> {
  const checked = checkConnectorFolder(join(root, 'connectors/catalog', connector), compileMapping);
  if (!checked.ok) throw new Error(checked.problems[0]?.message);
  await registerConnector(platform, checked.value, platform.clock.now());
  await ensureErpQueue(platform.topics, platform.queues, connector);
  await ensureSettleQueue(platform.topics, platform.queues);
  for (let index = 1; index <= assumptions.consumers; index++)
    await addSubscription(platform, {
      ...{ name: `consumer-${index}`, tenants: [request.tenant], filter: {}, target: { kind: 'queue' } },
      topics: entities.map((entity) => `information.${entity}`),
    });
  await putConnection(platform, {
    ...{ tenant: request.tenant, name: request.connection, connector, paused: false },
    parameters: { host, username: 'tributary' },
    streams,
  });
  await platform.secrets.put(request.tenant, request.connection, { password: 'demo-only' }, connector);
}

async function runOnce(
  ended: (id: string) => Promise<unknown>,
  platform: Platform,
  mode: 'incremental' | 'full',
): Promise<Run> {
  const execution = await startRun(platform, { ...request, mode });
  await ended(execution);
  const [run] = await platform.ledger.runs(request.tenant, request.connection, 1);
  if (run?.status === 'succeeded') return run;
  throw new Error(`The run did not succeed: ${JSON.stringify(run?.error ?? run)}`);
}

/** Transitions of the machine, and the functions that it invoked. */
async function countMachine({ executions }: Platform, run: Run, usage: Usage): Promise<void> {
  for (const execution of run.executions) {
    const entered = (await executions.history(execution)).filter(({ type }) => type === 'StateEntered');
    usage.stateTransitions += entered.length;
    const tasks = new Set(['Plan', 'Extract', 'Settle', 'SettleLate', 'Commit', 'FailRun']);
    usage.lambdaRequests += entered.filter(({ state }) => tasks.has(state ?? '')).length;
  }
}

async function sizesOf({ ledger, blobs }: Platform, run: Run): Promise<Omit<Measured, 'usage'>> {
  const outcomes: Record<string, number> = {};
  for (const result of run.results ?? [])
    for (const [outcome, count] of Object.entries(result.outcomes))
      if (count > 0) outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  const records = (run.results ?? []).reduce((sum, result) => sum + result.records, 0);
  return { records, recordBytes: await averageSize({ ledger, blobs }, run), outcomes };
}

/** Of the records in the first batch of each stream, weighed by how many the stream has. */
async function averageSize({ ledger, blobs }: Pick<Platform, 'ledger' | 'blobs'>, run: Run): Promise<number> {
  let bytes = 0;
  let records = 0;
  for (const { stream, records: count } of run.results ?? []) {
    const manifest = await ledger.manifest(run, stream, 1);
    const content = manifest && (await blobs.get(manifest.blob));
    if (!manifest || !content) continue;
    const texts = decodeBatch(content, manifest).map(({ text }) => Buffer.byteLength(text));
    bytes += (texts.reduce((sum, size) => sum + size, 0) / texts.length) * count;
    records += count;
  }
  return Math.round(bytes / records);
}

/** The demo ERP in a process of its own, so that its CPU is not counted as ours. */
async function startErp(records: number): Promise<{ readonly url: string; stop(): void }> {
  const args = [join(root, 'demo/odata/main.ts'), '--port', '0', '--rows', String(records), '--sets', entitySets];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The demo ERP ended with ${code}.`)));
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())?.[0];
      if (found) resolve(found);
    });
  });
  return { url, stop: () => void child.kill('SIGTERM') };
}
