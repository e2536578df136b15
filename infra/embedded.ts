import { readFileSync } from 'node:fs';
import { closeHttpAgents } from '../connectors/request/agents.ts';
import { isNamed } from '../core/errors.ts';
import type { Checkpoint } from '../core/fault-points.ts';
import { noCheckpoint } from '../core/fault-points.ts';
import { snapshotQueue } from '../core/topic-names.ts';
import { executionName, type RunRequest, startRun } from '../distributor/start-run.ts';
import { randomIds, systemClock } from '../platform/clock.ts';
import { type EmbeddedPlatform, openEmbeddedPlatform } from '../platform/embedded/platform.ts';
import type { Clock } from '../platform/ports.ts';
import { deliverDepsOf } from './deliver-deps.ts';
import { stateFunctions } from './functions.ts';
import { type ServiceOptions, type Services, servicesOf } from './services.ts';
import { startWorker, type Worker } from './worker.ts';

export type EmbeddedOptions = {
  /** The data directory. */
  readonly home: string;
  readonly key?: string;
  readonly maxDatabaseMegabytes?: number;
  /** Private or loopback hosts that connectors may reach: `host` or `host:port`. */
  readonly allowPrivateHosts?: readonly string[];
  /** How many visits of how long an execution may take; the defaults are those of AWS. */
  readonly visits?: Pick<ServiceOptions, 'visitMs' | 'visitsPerExecution'>;
  /** How long a snapshot waits after its subscription was made; only tests set it. */
  readonly bindingSettlesMs?: number;
  readonly checkpoint?: Checkpoint;
  /** Whether the worker may start a second thread where there is much to transform; not unless told. */
  readonly threads?: boolean;
  /** The machine's unless told otherwise; waits and time limits of the state machine are real time all the same. */
  readonly clock?: Clock;
  /** Told what failed and will be tried again. */
  readonly onFailure?: (what: string, error: unknown) => void;
  /** Told once that storage failed; the process must end. */
  readonly onFatal?: (error: unknown) => void;
};

/** Tributary in one process: the wiring that on AWS the stacks do. */
export type Embedded = {
  readonly platform: EmbeddedPlatform;
  readonly services: Services;
  /** Takes the directory's lock and starts queues, sweeps and, unless told otherwise, schedules. Throws InvalidInput `directory-in-use`. */
  worker(options?: { readonly schedules: boolean }): Promise<Worker>;
  /** Reports, once, that storage failed. */
  fail(error: unknown): void;
  close(): Promise<void>;
};

/** The queue over which another process asks the worker to start a run. */
const requestQueue = 'run-requests';

/** From the publishing of a batch's events to their storing: milliseconds, unless the machine is very busy. */
const bindingSettlesMs = 5_000;

/** Opens the data directory. Nothing runs until `worker()` is called. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const onFailure = options.onFailure ?? (() => undefined);
  const onFatal = once(options.onFatal);
  const platform = openEmbeddedPlatform({
    home: options.home,
    ...(options.key === undefined ? {} : { key: options.key }),
    ...(options.maxDatabaseMegabytes === undefined ? {} : { maxDatabaseMegabytes: options.maxDatabaseMegabytes }),
    clock: options.clock ?? systemClock,
    ids: randomIds,
    checkpoint: options.checkpoint ?? noCheckpoint,
    definition: syncDefinition(),
    functions: stateFunctions(() => services),
    onDue: (entry) => {
      const request: RunRequest = {
        tenant: entry.tenant,
        connection: entry.name,
        connector: entry.connector,
        trigger: 'schedule',
        mode: 'incremental',
        streams: [],
      };
      startRun(platform, request).catch((error: unknown) =>
        isNamed(error, 'StorageFailed') ? onFatal(error) : onFailure(`schedule of ${entry.name}`, error),
      );
    },
    onFatal,
    onHandlerError: (queue, error) => onFailure(`queue ${queue}`, error),
  });
  const services: Services = servicesOf(platform, {
    ...options.visits,
    allowPrivateHosts: options.allowPrivateHosts ?? [],
    bindingSettlesMs: options.bindingSettlesMs ?? bindingSettlesMs,
    onFailure: (batch, error) => onFailure(`batch ${batch}`, error),
  });
  await platform.queues.ensure(requestQueue, { visibilitySeconds: 60, maxReceives: 5 });
  await platform.queues.ensure(snapshotQueue, { visibilitySeconds: 60, maxReceives: 5 });
  const deliver = deliverDepsOf(platform, services, onFailure);
  return {
    platform,
    services,
    worker: ({ schedules } = { schedules: true }) =>
      startWorker({
        ...{ platform, services, deliver, requestQueue, schedules, onFailure, onFatal },
        ...(options.threads && { threads: { home: options.home, maxDatabaseMegabytes: options.maxDatabaseMegabytes } }),
      }),
    fail: onFatal,
    close: async () => {
      await platform.close();
      deliver.post.close();
      closeHttpAgents(services.agents);
    },
  };
}

/** Asks whichever process works on the directory to start a run; gives the id of the execution to come. */
export async function requestRun(platform: EmbeddedPlatform, request: RunRequest): Promise<string> {
  const execution = executionName(request, platform.ids);
  await platform.queues.send(requestQueue, [{ id: execution, body: JSON.stringify(request), attributes: {} }]);
  return execution;
}

/** The deployed state machine; only its placeholders are filled differently. */
function syncDefinition(): object {
  const text = readFileSync(new URL('./sync.asl.json', import.meta.url), 'utf8');
  return JSON.parse(text.replaceAll(/\$\{(\w+)\}/g, '$1')) as object;
}

function once(report: ((error: unknown) => void) | undefined): (error: unknown) => void {
  let told = false;
  return (error) => {
    if (told) return;
    told = true;
    if (report) report(error);
    else if (isNamed(error, 'StorageFailed')) throw error;
  };
}
