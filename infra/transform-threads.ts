import { Worker } from 'node:worker_threads';
import { type ErrorName, TributaryError } from '../core/errors.ts';
import type { Wake } from '../platform/embedded/wake.ts';

/** What the thread is started with. */
export type ThreadTask = {
  readonly home: string;
  readonly queues: readonly string[];
  readonly lanes: number;
  readonly maxDatabaseMegabytes: number | undefined;
};

/** What the thread tells of itself; errors do not cross threads as they are. */
export type ThreadReport = {
  readonly kind: 'failure' | 'fatal';
  readonly what: string;
  readonly name: string;
  readonly code?: string;
  readonly message: string;
};

export type TransformThreads = {
  /** Told of each batch that the main thread has handled. */
  worked(): void;
  stop(): Promise<void>;
};

export type TransformThreadOptions = {
  readonly task: () => ThreadTask;
  /** Of the main thread: each tells the other of messages for the other's queues. */
  readonly wake: Wake;
  readonly onFailure: (what: string, error: unknown) => void;
  readonly onFatal: (error: unknown) => void;
};

/** So many batches have gone by before a thread is worth its start: 2,000 records. */
const worthStarting = 4;

/** Nobody's thread: for a process that works alone. */
export const noThreads: TransformThreads = { worked: () => undefined, stop: async () => undefined };

/**
 * Starts one further thread once there is enough to do. It consumes the same queues beside the main thread, as two
 * functions do on AWS: which of the two gets a batch is decided in the database.
 */
export function transformThreads({ task, wake, onFailure, onFatal }: TransformThreadOptions): TransformThreads {
  let handled = 0;
  let thread: Worker | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  const start = (): void => {
    const { queues } = task();
    const started = new Worker(new URL('./transform-thread.ts', import.meta.url), { workerData: task() });
    thread = started;
    ended = new Promise((resolve) => started.once('exit', resolve));
    started.on('message', (said: ThreadReport | { readonly kind: 'notify'; readonly queue: string }) => {
      if (said.kind === 'notify') return wake.notifyHere(said.queue);
      const { kind, what, name, code = 'unknown', message } = said;
      const error = new TributaryError(name as ErrorName, { code, message });
      if (kind === 'fatal') onFatal(error);
      else onFailure(what, error);
    });
    wake.listen((queue) => {
      if (queues.includes(queue)) started.postMessage(queue);
    });
    // What it had in hand comes again after its visibility timeout; the main thread goes on alone.
    started.on('error', (error) => onFailure('the transform thread', error));
  };
  return {
    worked: () => {
      if (++handled === worthStarting) start();
    },
    stop: async () => {
      thread?.postMessage(null);
      await ended;
    },
  };
}
