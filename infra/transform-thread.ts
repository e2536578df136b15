import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../core/errors.ts';
import { noCheckpoint } from '../core/fault-points.ts';
import { publisher } from '../distributor/publish.ts';
import { openTransformPorts } from '../platform/embedded/transform-ports.ts';
import { streamCompiler } from '../transformer/compiled-stream.ts';
import { transformHandler } from '../transformer/transform.ts';
import type { ThreadReport, ThreadTask } from './transform-threads.ts';

// The second thread of a worker: consumes the transform queues beside the main thread until it is told to stop.
const { home, queues, maxDatabaseMegabytes, lanes } = workerData as ThreadTask;
const report = (kind: ThreadReport['kind'], what: string, error: unknown): void => {
  const { name = 'Error', code } = (error ?? {}) as { readonly name?: string; readonly code?: string };
  const said: ThreadReport = { kind, what, name, ...(code === undefined ? {} : { code }), message: messageOf(error) };
  parentPort?.postMessage(said);
};
const ports = openTransformPorts(home, {
  maxDatabaseMegabytes,
  checkpoint: noCheckpoint,
  onFatal: (error) => report('fatal', 'the transform thread', error),
  onHandlerError: (queue, error) => report('failure', `queue ${queue}`, error),
});
const handler = transformHandler({
  ...ports,
  checkpoint: noCheckpoint,
  publish: publisher(ports.topics, ports.clock),
  compiler: streamCompiler(ports),
  onFailure: (batch, error) => report('failure', `batch ${batch}`, error),
});
const consumers = queues.flatMap((queue) =>
  Array.from({ length: lanes }, () => ports.queues.consume(queue, handler, { batchSize: 1 })),
);
ports.wake.listen((queue) => parentPort?.postMessage({ kind: 'notify', queue }));
parentPort?.on('message', async (queue: string | null) => {
  if (queue !== null) return ports.wake.notifyHere(queue);
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  ports.close();
  parentPort?.close();
});
