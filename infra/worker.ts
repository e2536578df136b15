import { isNamed } from '../core/errors.ts';
import { settleQueue, snapshotQueue, transformQueue } from '../core/topic-names.ts';
import type { DeliverDeps } from '../distributor/deliver/deliver.ts';
import { receiptHandler } from '../distributor/settle.ts';
import { snapshotHandler, startDueSnapshots } from '../distributor/snapshot/snapshot-handler.ts';
import { type RunRequest, startRun } from '../distributor/start-run.ts';
import { sweep } from '../distributor/sweep.ts';
import { ensureErpQueue, ensureSettleQueue } from '../distributor/topics.ts';
import { listRegistrations } from '../platform/catalogue.ts';
import type { EmbeddedPlatform } from '../platform/embedded/platform.ts';
import type { Consumer, MessageHandler } from '../platform/ports.ts';
import { transformHandler } from '../transformer/transform.ts';
import { deliverersOf } from './deliverers.ts';
import { startRetention } from './retention-task.ts';
import type { Services } from './services.ts';
import { noThreads, type ThreadTask, type TransformThreads, transformThreads } from './transform-threads.ts';

export type Worker = {
  /** Stops taking work, interrupts what runs (it is continued at the next start) and frees the directory. */
  stop(): Promise<void>;
};

export type WorkerOptions = {
  readonly platform: EmbeddedPlatform;
  readonly services: Services;
  readonly deliver: DeliverDeps;
  readonly requestQueue: string;
  /** Whether schedules fire: not in a process that lives only for one run. */
  readonly schedules: boolean;
  /** Whether a second thread may be started where there is much to transform. */
  readonly threads?: Omit<ThreadTask, 'queues' | 'lanes'>;
  readonly onFailure: (what: string, error: unknown) => void;
  readonly onFatal: (error: unknown) => void;
};

const sweepMs = 2_000;
/** Batches in work at the same time: while one waits for a file or for the thread pool, the other one is computed. */
const transformLanes = 2;

/**
 * Makes this process the one that works on the directory: ends what a dead process left, then consumes the queues, fires
 * the schedules, delivers to subscribed endpoints, and sweeps every two seconds.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { platform, services, onFatal } = options;
  const release = platform.directory.lockWorker();
  const consumers = new Map<string, Consumer>();
  const deliverers = deliverersOf(options.deliver, onFatal);
  const transformQueues = new Set<string>();
  const threads = threadsOf(options, transformQueues);
  const stopAll = async (): Promise<void> => {
    platform.schedules.disarm();
    await Promise.all([
      threads.stop(),
      platform.executions.close(),
      deliverers.stop(),
      ...[...consumers.values()].map((consumer) => consumer.stop()),
    ]);
    release();
  };
  try {
    await platform.queues.releaseOrphans();
    await endAbandoned(platform);
    await ensureSettleQueue(platform.topics, platform.queues);
    const consume = (queue: string, handler: MessageHandler, batchSize: number, lane = 1): void => {
      const id = `${queue} ${lane}`;
      if (!consumers.has(id)) consumers.set(id, platform.queues.consume(queue, handler, { batchSize }));
    };
    consume(settleQueue, receiptHandler(services), 10);
    consume(options.requestQueue, requestHandler(platform), 10);
    consume(snapshotQueue, snapshotHandler(services), 1);
    const round = async (): Promise<void> => {
      for (const { connector } of await listRegistrations(platform)) {
        await ensureErpQueue(platform.topics, platform.queues, connector);
        // One at a time: what a dying process had taken and not begun would count as received.
        transformQueues.add(transformQueue(connector));
        for (let lane = 1; lane <= transformLanes; lane++)
          consume(transformQueue(connector), counted(transformHandler(services), threads), 1, lane);
      }
      await deliverers.follow();
      await startDueSnapshots(services);
      await sweep(services);
    };
    await round();
    if (options.schedules) platform.schedules.arm(onFatal);
    const rounds = repeat(round, options);
    const retention = startRetention(options);
    return {
      stop: async () => {
        await Promise.all([rounds.stop(), retention.stop()]);
        await stopAll();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** The thread that may be started, for the transform queues that are known when it is. */
function threadsOf(options: WorkerOptions, queues: ReadonlySet<string>): TransformThreads {
  const { threads: place, platform } = options;
  if (!place) return noThreads;
  const task = (): ThreadTask => ({ ...place, queues: [...queues], lanes: transformLanes });
  return transformThreads({ ...options, wake: platform.wake, task });
}

function counted(handler: MessageHandler, threads: TransformThreads): MessageHandler {
  return async (messages, signal) => {
    const failed = await handler(messages, signal);
    threads.worked();
    return failed;
  };
}

/**
 * Ends the executions of a process that died. The sweep continues the runs they had opened; one that had not come to
 * open a run is started again, so that no request is forgotten.
 */
async function endAbandoned(platform: EmbeddedPlatform): Promise<void> {
  for (const id of await platform.executions.abandoned()) {
    const request = (await platform.executions.describe(id))?.input as RunRequest | undefined;
    await platform.executions.markDied(id);
    const [last] = request ? await platform.ledger.runs(request.tenant, request.connection, 1) : [];
    if (request && last?.status !== 'running' && !last?.executions.includes(id)) await startRun(platform, request);
  }
}

function requestHandler(platform: EmbeddedPlatform): MessageHandler {
  return async (messages) => {
    for (const message of messages) await startRun(platform, JSON.parse(message.body) as RunRequest, message.id);
    return [];
  };
}

/** Repeats the round until stopped; what fails is tried again, except storage, which ends the process. */
function repeat(
  round: () => Promise<void>,
  { platform, onFailure, onFatal }: WorkerOptions,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await platform.clock.sleep(sweepMs, stopped.signal).catch(() => undefined);
      if (stopped.signal.aborted) return;
      try {
        await round();
      } catch (error) {
        if (isNamed(error, 'StorageFailed')) return onFatal(error);
        onFailure('sweep', error);
      }
    }
  };
  const running = loop();
  return {
    stop: () => {
      stopped.abort();
      return running;
    },
  };
}
