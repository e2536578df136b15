import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { entitySchemas } from '../../core/entities.ts';
import { noCheckpoint, parseFault } from '../../core/fault-points.ts';
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
import { randomIds, systemClock } from '../../platform/embedded/clock.ts';
import { useEmulator } from './aws-table.ts';
import { type DeployedFunctions, deployFunctions } from './deployed-functions.ts';
import { emulatorRegion, startMiniStack } from './emulator.ts';
import { type EventSource, type EventSourceOptions, startEventSource } from './event-source.ts';
import { makeStage } from './hand-made-stage.ts';
import { startInterpreter } from './interpreter.ts';
import { addConnector, catalogueFolder } from './pipeline.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { until } from './until.ts';

/** The whole pipeline on the adapters of AWS; the functions are the real entry points, each container a process of its own. */
export type AwsPipeline = {
  readonly platform: AwsPlatform;
  readonly functions: DeployedFunctions;
  /** Gives a tenant the connection `demo` and a subscription to all that comes of it. */
  connect(tenant: string): Promise<void>;
  /** Starts a run of the tenant's connection and waits until all has come to rest: executions, sweeps, queues. */
  run(tenant: string, mode?: 'incremental' | 'full'): Promise<Run>;
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
  /** `http://127.0.0.1:4810` */
  readonly erp: string;
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

/** Of extract events those of one stream, so that one container gets to a point as often as the stream has pages. */
export const ofLongestStream = (event: object): boolean => 'stream' in event && event.stream === 'business-partners';

export async function openAwsPipeline(options: AwsPipelineOptions): Promise<AwsPipeline> {
  const emulator = await startMiniStack();
  useEmulator(emulator);
  const topics = [...Object.keys(entitySchemas).map(informationTopic), ...notificationKinds.map(notificationTopic)];
  const { deployment } = await makeStage('dev', [...topics, erpSystemTopic(connector)]);
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  const interpreter = await startInterpreter(broken.reject);
  process.env['AWS_ENDPOINT_URL_SFN'] = interpreter.url;
  const functions = deployFunctions(deployment, {
    ...options,
    endpoints: { ...emulator.env, AWS_ENDPOINT_URL_SFN: interpreter.url },
    allowHosts: [new URL(options.erp).host],
  });
  interpreter.use(functions);
  const platform = openAwsPlatform({ deployment, clock: systemClock, ids: randomIds, checkpoint: noCheckpoint });
  await addConnectorWithPages(platform, options.pageSize);
  await ensureErpQueue(platform.topics, platform.queues, connector);
  await ensureSettleQueue(platform.topics, platform.queues);
  const sqs = new SQSClient(clientOptions(emulatorRegion));
  const urlOf = async (queue: string): Promise<string> =>
    (await sqs.send(new GetQueueUrlCommand({ QueueName: physicalName(deployment.stage, queue) }))).QueueUrl ?? '';
  const waiting = async (url: string): Promise<number> => {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }));
    return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
  };
  const urls = { transform: await urlOf(transformQueue(connector)), settle: await urlOf(settleQueue) };
  let acknowledgements = Number.POSITIVE_INFINITY;
  const onDeleted = async (messages: number): Promise<void> => {
    const before = acknowledgements;
    acknowledgements -= messages;
    if (before > 0 && acknowledgements <= 0) await functions.transform.killIdle();
  };
  const start = (queue: keyof typeof urls, { first, invoke }: Manner): EventSource => {
    const usual: Invoke = async (event) =>
      (await functions[queue === 'transform' ? 'transform' : 'receipts'].invoke(event)) as SQSBatchResponse;
    return startEventSource({
      sqs,
      url: urls[queue],
      batchSize: batchSizes[queue],
      onFault: broken.reject,
      invoke: invoke ? (event) => invoke(usual, event) : usual,
      ...(queue === 'transform' ? { onDeleted } : {}),
      ...(first ? { first } : {}),
    });
  };
  const sources = { transform: start('transform', {}), settle: start('settle', {}) };
  return {
    platform,
    functions,
    connect: (tenant) => connect(platform, options.erp, tenant),
    run: async (tenant, mode = 'incremental') => {
      await startRun(platform, { tenant, connection, connector, trigger: 'manual', mode, streams: [] });
      await Promise.race([interpreter.rest(), broken.promise]);
      for (const url of Object.values(urls))
        await until('the queues to be empty', async () => (await waiting(url)) === 0);
      await Promise.race([interpreter.rest(), broken.promise]);
      const [run] = await platform.ledger.runs(tenant, connection, 1);
      if (!run) throw new Error(`No run was opened:\n${functions.plan.output()}`);
      return run;
    },
    deliveries: async (tenant) => {
      const queue = subscriptionQueue(tenant);
      const url = await urlOf(queue);
      const events: InformationEvent[] = [];
      while ((await waiting(url)) > 0) {
        const messages = await platform.queues.receive(queue, 10, 0);
        events.push(...messages.flatMap(({ body }) => JSON.parse(body) as InformationEvent[]));
        await platform.queues.acknowledge(
          queue,
          messages.map(({ receipt }) => receipt),
        );
      }
      return events;
    },
    arm: (fault) => {
      const { point, occurrence } = parseFault(fault) ?? {};
      if (point === 'acknowledged') acknowledgements = occurrence ?? 1;
      else if (point && ['page-read', 'blob-put', 'declared', 'published'].includes(point))
        functions.extract.prepare({ fault, takes: ofLongestStream });
      else functions.transform.prepare({ fault });
    },
    redirect: async (queue, manner) => {
      await sources[queue].stop();
      sources[queue] = start(queue, manner);
    },
    close: async () => {
      await Promise.all(Object.values(sources).map((source) => source.stop()));
      await interpreter.close();
      await Promise.all(Object.values(functions).map((one) => one.close()));
      platform.close();
      sqs.destroy();
      delete process.env['AWS_ENDPOINT_URL_SFN'];
      await emulator.stop();
    },
  };
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
  await putConnection(platform, { tenant, name: connection, connector, parameters, paused: false });
  await platform.secrets.put(tenant, connection, { password: 'demo-only' }, connector);
  const topics = entities.map(informationTopic);
  await addSubscription(platform, { name: tenant, tenants: [tenant], topics, filter: {}, target: { kind: 'queue' } });
}
