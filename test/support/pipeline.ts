import { join } from 'node:path';
import { checkConnectorFolder } from '../../core/connector/check.ts';
import type { Connection, ConnectorRegistration } from '../../core/connector/model.ts';
import { informationTopics } from '../../core/entities.ts';
import type { InformationEvent } from '../../core/generated/information-batch.generated.ts';
import type { Run } from '../../core/run.ts';
import { startRun } from '../../distributor/start-run.ts';
import { type Embedded, type EmbeddedOptions, openEmbedded } from '../../infra/embedded.ts';
import type { Worker } from '../../infra/worker.ts';
import { putConnection, registerConnector } from '../../platform/catalogue.ts';
import type { Platform, StoredEntity } from '../../platform/ports.ts';
import { compileMapping } from '../../transformer/mapping/compile.ts';
import { until } from './until.ts';

/** The whole embedded pipeline with one connection, in this process. */
export type Pipeline = {
  readonly embedded: Embedded;
  readonly connection: Connection;
  readonly failures: readonly unknown[];
  /** Starts a run and waits until it has ended. */
  run(options?: { readonly mode?: 'incremental' | 'full'; readonly streams?: readonly string[] }): Promise<Run>;
  /** Every stored entity by `<entity> <id>`. */
  entities(): Promise<ReadonlyMap<string, StoredEntity>>;
  /** Every information event that was published, in order of publishing. */
  events(): Promise<readonly InformationEvent[]>;
  close(): Promise<void>;
};

export type PipelineOptions = Partial<EmbeddedOptions> & {
  readonly home: string;
  /** `http://127.0.0.1:4810` */
  readonly erp: string;
  readonly username?: string;
  readonly password?: string;
  readonly connectorFolder?: string;
  /** Streams that are read; of demo-odata the three with most rows unless told, of other connectors all. */
  readonly streams?: readonly string[] | 'all';
  /** How long a run may take; a minute unless told. */
  readonly runLimitMs?: number;
  /** Instead of those of demo-odata: all parameters of the connection but its host, and its secrets. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
};

/** Enough of demo-odata for tests that are about the pipeline and not about an entity. */
export const threeStreams = ['business-partners', 'projects', 'supplier-invoices'] as const;

export const catalogueFolder: string = join(import.meta.dirname, '../../connectors/catalog');

/** Registers a connector folder as `tributary connector add` does; throws with all problems. */
export async function addConnector(
  { platform }: { readonly platform: Pick<Platform, 'documents' | 'blobs'> },
  folder: string,
): Promise<ConnectorRegistration> {
  const checked = checkConnectorFolder(folder, compileMapping);
  if (!checked.ok)
    throw new Error(checked.problems.map((problem) => `${problem.file}:${problem.line} ${problem.message}`).join('\n'));
  return (await registerConnector(platform, checked.value, new Date())).registration;
}

export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const {
    erp,
    username = 'tributary',
    password = 'demo-only',
    connectorFolder = join(catalogueFolder, 'demo-odata'),
    streams,
    runLimitMs = 60_000,
    parameters = { username },
    secrets = { password },
    ...rest
  } = options;
  const failures: unknown[] = [];
  const onFailure = (_what: string, error: unknown): unknown => failures.push(error);
  const embedded = await openEmbedded({ allowPrivateHosts: [new URL(erp).host], onFailure, ...rest });
  const { platform } = embedded;
  const { connector } = await addConnector(embedded, connectorFolder);
  const connection: Connection = {
    tenant: 'default',
    name: 'demo',
    connector,
    parameters: { host: erp, ...parameters },
    ...streamsOf(connector, streams),
    paused: false,
  };
  await putConnection(platform, connection);
  await platform.secrets.put(connection.tenant, connection.name, secrets, connector);
  const worker: Worker = await embedded.worker();
  return {
    embedded,
    connection,
    failures,
    run: ({ mode = 'incremental', streams = [] } = {}) => runToEnd(embedded, connection, { mode, streams, runLimitMs }),
    entities: () => storedEntities(embedded, connection.tenant),
    events: () => publishedEvents(embedded),
    close: async () => {
      await worker.stop();
      await embedded.close();
    },
  };
}

function streamsOf(connector: string, streams: PipelineOptions['streams']): Pick<Connection, 'streams'> {
  const chosen = streams ?? (connector === 'demo-odata' ? threeStreams : 'all');
  return chosen === 'all' ? {} : { streams: chosen };
}

async function runToEnd(
  { platform }: Embedded,
  connection: Connection,
  asked: { readonly mode: 'incremental' | 'full'; readonly streams: readonly string[]; readonly runLimitMs: number },
): Promise<Run> {
  const { tenant, name } = connection;
  const execution = await startRun(platform, {
    tenant,
    connection: name,
    connector: connection.connector,
    trigger: 'manual',
    mode: asked.mode,
    streams: asked.streams,
  });
  await until(
    `the end of ${execution}`,
    async () => (await platform.executions.describe(execution))?.status !== 'running',
    asked.runLimitMs,
  );
  const [run] = await platform.ledger.runs(tenant, name, 1);
  if (run?.executions.at(-1) !== execution)
    throw new Error(
      `Execution ${execution} opened no run: ${JSON.stringify(await platform.executions.describe(execution))}`,
    );
  return run;
}

export async function storedEntities(
  { platform }: { readonly platform: Pick<Platform, 'records'> },
  tenant: string,
): Promise<ReadonlyMap<string, StoredEntity>> {
  const found = new Map<string, StoredEntity>();
  for (const stream of await platform.records.streams(tenant)) {
    for (const record of await platform.records.scan(stream, undefined, 1_000_000)) {
      for (const entity of record.entities) found.set(`${entity.entity} ${entity.id}`, entity);
    }
  }
  return found;
}

/** The history of the information topics, unpacked. */
export async function publishedEvents({ platform }: Embedded): Promise<readonly InformationEvent[]> {
  const events: InformationEvent[] = [];
  for (const topic of informationTopics) {
    const messages = await platform.topics.history(topic, { last: 1_000_000 });
    events.push(...messages.flatMap((message) => JSON.parse(message.body) as InformationEvent[]));
  }
  return events;
}
