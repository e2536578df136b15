import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { SafeDetails } from '../core/errors.ts';
import type { PruneReport } from '../distributor/retention/prune.ts';
import { logicalName } from '../platform/aws/names.ts';
import { sqsBatchResponse } from '../platform/aws/sqs-event.ts';
import type { MessageHandler, Queues, ReceivedMessage } from '../platform/ports.ts';
import type { Measure } from './monitoring/measures.ts';
import type { Telemetry } from './monitoring/telemetry.ts';
import type { StateFunction } from './steps/state-function.ts';

/** What a handler needs of Lambda's context. */
export type Time = Pick<Context, 'getRemainingTimeInMillis'>;
export type StateHandler = (payload: object, context: Time) => Promise<object>;
export type QueueHandler = (event: SQSEvent, context: Time) => Promise<SQSBatchResponse>;

/** Work stops itself this long before Lambda would stop it, so that it ends with an error of its own and what it wrote stands. */
const marginMs = 3_000;

/**
 * A function of the Sync machine as Lambda calls it. `reserveMs` is for those that the machine gives less time than Lambda
 * does; `measures` gives what is to be counted at the end of each call.
 */
export function stateHandler(
  telemetry: Telemetry,
  step: StateFunction,
  reserveMs: number = marginMs,
  measures: () => readonly Measure[] = () => [],
): StateHandler {
  return async (payload, context) => {
    telemetry.about(subjectOf(payload));
    try {
      const result = await step(payload as never, { signal: signalOf(context, reserveMs) });
      telemetry.info('The step is done.', scalarsOf(result));
      return result;
    } catch (error) {
      telemetry.warn('The step failed; the state machine decides what comes of it.', error);
      throw error;
    } finally {
      telemetry.count(measures());
      telemetry.end();
    }
  };
}

export type QueueWork = {
  readonly telemetry: Telemetry;
  readonly stage: string;
  readonly queues: Pick<Queues, 'release'>;
  readonly handler: MessageHandler;
};

/** A queue's handler as Lambda calls it: each message is a success or a failure of its own. */
export function queueHandler({ telemetry, stage, queues, handler }: QueueWork): QueueHandler {
  return messagesHandler(telemetry, (event) => ({
    handler,
    onFailed: (messages) => tryAgainSoon(queues, queueOf(event, stage), messages),
  }));
}

export type DeliveryWork = {
  readonly telemetry: Telemetry;
  readonly stage: string;
  /** Hides what comes again until it is due. */
  readonly handlerOf: (queue: string) => MessageHandler;
};

/** The handler of all delivered queues: the mappings of Deliveries lead to one function, each with messages of its own queue. */
export function deliveryHandler({ telemetry, stage, handlerOf }: DeliveryWork): QueueHandler {
  return messagesHandler(telemetry, (event) => ({
    handler: handlerOf(queueOf(event, stage) ?? ''),
    onFailed: async () => undefined,
  }));
}

type Handling = {
  readonly handler: MessageHandler;
  readonly onFailed: (messages: readonly ReceivedMessage[]) => Promise<void>;
};

function messagesHandler(telemetry: Telemetry, handlingOf: (event: SQSEvent) => Handling): QueueHandler {
  return async (event, context) => {
    const begin = performance.now();
    const { handler, onFailed } = handlingOf(event);
    const onError = (error: unknown): void =>
      telemetry.warn('No message of the batch was handled; all come again.', error);
    try {
      const response = await sqsBatchResponse(event, handler, signalOf(context, marginMs), { onError, onFailed });
      const failed = response.batchItemFailures.length;
      const milliseconds = Math.round(performance.now() - begin);
      telemetry.info('Messages are handled.', { messages: event.Records.length, failed, milliseconds });
      return response;
    } finally {
      telemetry.end();
    }
  };
}

export type SweepWork = {
  readonly telemetry: Telemetry;
  readonly sweep: () => Promise<void>;
  readonly gauges: () => Promise<readonly Measure[]>;
};

/** The sweep as EventBridge calls it. How the stage stands is counted also when the sweep fails: alarms hang on it. */
export function sweepHandler({ telemetry, sweep, gauges }: SweepWork): () => Promise<void> {
  return async () => {
    const [swept] = await Promise.allSettled([sweep()]);
    const [counted] = await Promise.allSettled([gauges()]);
    if (counted.status === 'fulfilled') telemetry.count(counted.value);
    const failed = [swept, counted].find((one) => one.status === 'rejected');
    if (failed) telemetry.warn('The sweep did not do all of its work; the next one tries again.', failed.reason);
    telemetry.end();
    if (failed) throw failed.reason;
  };
}

export type RetentionWork = {
  readonly telemetry: Telemetry;
  readonly prune: (signal: AbortSignal) => Promise<PruneReport>;
};

/** The removal of old data as EventBridge calls it: it stops by itself before its time is over. */
export function retentionHandler({
  telemetry,
  prune,
}: RetentionWork): (event: unknown, context: Time) => Promise<void> {
  return async (_event, context) => {
    try {
      const report = Object.entries(await prune(signalOf(context, marginMs)));
      const complete = report.every(([, pruned]) => pruned.complete);
      const removed = Object.fromEntries(report.map(([kind, pruned]) => [kind, pruned.removed]));
      telemetry.info('Old data is removed.', { ...removed, complete });
    } catch (error) {
      telemetry.warn('Old data was not removed; it is tried again tomorrow.', error);
      throw error;
    } finally {
      telemetry.end();
    }
  };
}

/**
 * Five seconds, half a minute, two minutes: an outage of that length of any service must not send batches to the dead
 * letters, and the four receives are over before the sweep (distributor/sweep.ts) takes a run for stalled.
 */
const againAfter: readonly number[] = [5_000, 30_000, 120_000];
/** Nothing is gained by waiting after the last receive: the next look moves the message to the dead letters. */
const againAfterMs = (receiveCount: number): number => againAfter[receiveCount - 1] ?? 0;

/**
 * Makes failed messages visible again after a while that grows with each receive. Without it they would wait for the
 * queue's visibility timeout: minutes, made for functions that died. Where even that fails, they do.
 */
async function tryAgainSoon(
  queues: Pick<Queues, 'release'>,
  queue: string | undefined,
  messages: readonly ReceivedMessage[],
): Promise<void> {
  if (queue === undefined) return;
  await Promise.allSettled(
    messages.map(({ receipt, receiveCount }) => queues.release(queue, [receipt], againAfterMs(receiveCount))),
  );
}

/** The queue that an event's messages come from; an event source mapping serves one. */
function queueOf(event: SQSEvent, stage: string): string | undefined {
  return logicalName(stage, event.Records[0]?.eventSourceARN.split(':').at(-1) ?? '');
}

function signalOf(context: Time, reserveMs: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - reserveMs));
}

type Subject = { readonly tenant?: string; readonly connection?: string; readonly run?: number };
type Payload = {
  readonly execution?: string;
  readonly stream?: string;
  readonly run?: Subject;
  readonly request?: Subject;
};

/** What a step says of itself in words and numbers: outcome, pages, records, seconds to wait. */
function scalarsOf(result: object): SafeDetails {
  const simple = new Set(['string', 'number', 'boolean']);
  return Object.fromEntries(Object.entries(result).filter(([, value]) => simple.has(typeof value))) as SafeDetails;
}

/** Names and numbers for the log; never the payload itself. */
function subjectOf(payload: Payload): SafeDetails {
  const { tenant, connection, run } = payload.run ?? payload.request ?? {};
  return { execution: payload.execution, tenant, connection, run, stream: payload.stream };
}
