import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { informationTopics } from '../../core/entities.ts';
import { type FaultPoint, noCheckpoint, parseFault } from '../../core/fault-points.ts';
import type { InformationEvent } from '../../core/generated/information-batch.generated.ts';
import type { Run } from '../../core/run.ts';
import {
  erpSystemTopic,
  informationTopic,
  notificationKinds,
  notificationTopic,
  settleQueue,
  subscriptionQueue,
  transformQueue,
} from '../../core/topic-names.ts';
import { startRun } from '../../distributor/start-run.ts';
import { addSubscription } from '../../distributor/subscribe.ts';
import { ensureErpQueue, ensureSettleQueue } from '../../distributor/topics.ts';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { physicalName } from '../../platform/aws/names.ts';
import { type AwsPlatform, openAwsPlatform } from '../../platform/aws/platform.ts';
import { putConnection } from '../../platform/catalogue.ts';
import { randomIds, systemClock } from '../../platform/clock.ts';
import { useEmulator } from './aws-table.ts';
import { type DeployedFunctions, deployFunctions } from './deployed-functions.ts';
import { emulatorRegion, startMiniStack } from './emulator.ts';
import { type EventSource, type EventSourceOptions, startEventSource } from './event-source.ts';
import { makeStage } from './hand-made-stage.ts';
import { startInterpreter } from './interpreter.ts';
import { addConnector, catalogueFolder, threeStreams } from './pipeline.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { until } from './until.ts';

/** The whole pipeline on the adapters of AWS; the functions are the real entry points, each container a process of its own. */
export type AwsPipeline = {
  readonly platform: AwsPlatform;
  readonly functions: DeployedFunctions;
  /** Gives a tenant the connection `demo` to that ERP, and a subscription to all that comes of it. */
  connect(tenant: string, erp: string): Promise<void>;
  /** Starts a run of the tenant's connection and waits until all has come to rest: executions, sweeps, queues. */
  run(tenant: string): Promise<Run>;
  /** Every information event that was delivered to the tenant's subscription since the last call, in order. */
  deliveries(tenant: string): Promise<readonly InformationEvent[]>;
  /** Ends a container at a point of core/fault-points.ts, such as `declared:4`, in the next run. */
  arm(fault: string): void;
  /** Starts the event source of that queue anew, in another manner. */
  redirect(queue: 'transform' | 'settle', manner: Manner): Promise<void>;
  close(): Promise<void>;
};

/** What an event source does otherwise than usual. */
export type Manner = Pick<EventSourceOptions, 'first'> & {
  /** In place of one invocation with the event. */
  readonly invoke?: (usual: Invoke, event: SQSEvent) => Promise<SQSBatchResponse>;
};
type Invoke = (event: SQSEvent) => Promise<SQSBatchResponse>;

export type AwsPipelineOptions = {
  /** `http://127.0.0.1:4810`: the ERPs that connections may reach. */
  readonly erps: readonly string[];
  /** Records on a page of the ERP. */
  readonly pageSize: number;
  /** Told of each container that died with an event in its hands, before the failure goes out. */
  readonly onDeath?: () => Promise<void>;
};

const connector = 'demo-odata';
const connection = 'demo';
const entities = ['party', 'project', 'supplier-invoice'];
/** As in the stacks. */
const batchSizes = { transform: 5, settle: 10 };
const queues = { transform: transformQueue(connector), settle: settleQueue };
/** Points that the connector passes; the others are the transformer's. */
const extractPoints: readonly FaultPoint[] = ['page-read', 'blob-put', 'declared', 'published'];

/** Of extract events those of one stream, so that one container gets to a point as often as the stream has pages. */
export const ofLongestStream = (event: object): boolean => 'stream' in event && event.stream === 'business-partners';

export async function openAwsPipeline(options: AwsPipelineOptions): Promise<AwsPipeline> {
  const emulator = await startMiniStack();
  useEmulator(emulator);
  const topics = [...informationTopics, ...notificationKinds.map(notificationTopic)];
  const { deployment } = await makeStage('dev', [...topics, erpSystemTopic(connector)]);
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  const interpreter = await startInterpreter(broken.reject);
  process.env['AWS_ENDPOINT_URL_SFN'] = interpreter.url;
  const functions = deployFunctions(deployment, {
    endpoints: { ...emulator.env, AWS_ENDPOINT_URL_SFN: interpreter.url },
    allowHosts: options.erps.map((erp) => new URL(erp).host),
    ...(options.onDeath ? { onDeath: options.onDeath } : {}),
  });
  interpreter.use(functions);
  const platform = openAwsPlatform({ deployment, clock: systemClock, ids: randomIds, checkpoint: noCheckpoint });
  await addConnectorWithPages(platform, options.pageSize);
  await ensureErpQueue(platform.topics, platform.queues, connector);
  await ensureSettleQueue(platform.topics, platform.queues);
  const sqs = new SQSClient(clientOptions(emulatorRegion));
  const sources = await openSources(platform, functions, sqs, broken.reject);
  const rest = async (): Promise<void> => {
    await Promise.race([until('executions to end', interpreter.isAtRest, 60_000), broken.promise]);
    for (const queue of Object.values(queues))
      await until(`queue ${queue} to be empty`, async () => (await waiting(platform, sqs, queue)) === 0);
    await Promise.race([until('sweeps to end', interpreter.isAtRest), broken.promise]);
  };
  return {
    platform,
    functions,
    connect: (tenant, erp) => connect(platform, erp, tenant),
    run: async (tenant) => {
      await startRun(platform, { tenant, connection, connector, trigger: 'manual', mode: 'incremental', streams: [] });
      await rest();
      const [run] = await platform.ledger.runs(tenant, connection, 1);
      if (!run) throw new Error(`No run was opened:\n${functions.plan.output()}`);
      return run;
    },
    deliveries: (tenant) => drain(platform, sqs, subscriptionQueue(tenant)),
    arm: (fault) => {
      const { point, occurrence } = parseFault(fault) ?? {};
      if (point === 'acknowledged') sources.killAfter(occurrence ?? 1);
      else if (point && extractPoints.some((one) => one === point))
        functions.extract.prepare({ fault, takes: ofLongestStream });
      else functions.transform.prepare({ fault });
    },
    redirect: sources.redirect,
    close: async () => {
      await sources.stop();
      await interpreter.close();
      await Promise.all(Object.values(functions).map((one) => one.close()));
      platform.close();
      sqs.destroy();
      delete process.env['AWS_ENDPOINT_URL_SFN'];
      await emulator.stop();
    },
  };
}

type Sources = Pick<AwsPipeline, 'redirect'> & {
  /** Ends the transformer's container once so many messages were deleted from its queue: `acknowledged` is Lambda's work. */
  killAfter(messages: number): void;
  stop(): Promise<void>;
};

async function openSources(
  platform: AwsPlatform,
  { transform, receipts }: DeployedFunctions,
  sqs: SQSClient,
  onFault: (error: unknown) => void,
): Promise<Sources> {
  let untilKill = Number.POSITIVE_INFINITY;
  const onDeleted = async (messages: number): Promise<void> => {
    const before = untilKill;
    untilKill -= messages;
    if (before > 0 && untilKill <= 0) await transform.killIdle();
  };
  const fed = { transform, settle: receipts };
  const start = async (queue: keyof typeof queues, { first, invoke }: Manner): Promise<EventSource> => {
    const usual: Invoke = async (event) => (await fed[queue].invoke(event)) as SQSBatchResponse;
    return startEventSource({
      sqs,
      url: await urlOf(platform, sqs, queues[queue]),
      batchSize: batchSizes[queue],
      onFault,
      invoke: invoke ? (event) => invoke(usual, event) : usual,
      ...(queue === 'transform' ? { onDeleted } : {}),
      ...(first ? { first } : {}),
    });
  };
  const sources = { transform: await start('transform', {}), settle: await start('settle', {}) };
  return {
    killAfter: (messages) => {
      untilKill = messages;
    },
    redirect: async (queue, manner) => {
      await sources[queue].stop();
      sources[queue] = await start(queue, manner);
    },
    stop: async () => {
      await Promise.all(Object.values(sources).map((source) => source.stop()));
    },
  };
}

async function urlOf({ deployment }: AwsPlatform, sqs: SQSClient, queue: string): Promise<string> {
  const command = new GetQueueUrlCommand({ QueueName: physicalName(deployment.stage, queue) });
  return (await sqs.send(command)).QueueUrl ?? '';
}

/** Messages in a queue, in somebody's hands or not. */
async function waiting(platform: AwsPlatform, sqs: SQSClient, queue: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const QueueUrl = await urlOf(platform, sqs, queue);
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
  return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
}

async function drain(platform: AwsPlatform, sqs: SQSClient, queue: string): Promise<readonly InformationEvent[]> {
  const events: InformationEvent[] = [];
  while ((await waiting(platform, sqs, queue)) > 0) {
    const messages = await platform.queues.receive(queue, 10, 0);
    events.push(...messages.flatMap(({ body }) => JSON.parse(body) as InformationEvent[]));
    const receipts = messages.map(({ receipt }) => receipt);
    await platform.queues.acknowledge(queue, receipts);
  }
  return events;
}

async function addConnectorWithPages(platform: AwsPlatform, pageSize: number): Promise<void> {
  const copy = temporaryDirectory();
  const folder = join(copy.path, connector);
  cpSync(join(catalogueFolder, connector), folder, { recursive: true });
  const file = join(folder, 'connector.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/maxpagesize=\d+/, `maxpagesize=${pageSize}`));
  await addConnector({ platform }, folder);
  copy.remove();
}

async function connect(platform: AwsPlatform, erp: string, tenant: string): Promise<void> {
  const parameters = { host: erp, username: 'tributary' };
  await putConnection(platform, {
    ...{ tenant, name: connection, connector, parameters, streams: threeStreams, paused: false },
  });
  await platform.secrets.put(tenant, connection, { password: 'demo-only' }, connector);
  const topics = entities.map(informationTopic);
  await addSubscription(platform, { name: tenant, tenants: [tenant], topics, filter: {}, target: { kind: 'queue' } });
}
