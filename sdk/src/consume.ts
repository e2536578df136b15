import { type ApiClient, type ApiOptions, apiClient, type Message, type SnapshotAnswer } from './api-client.ts';
import { type Applier, createApplier } from './apply.ts';
import type { ApplyOptions, EventHandler, Failure } from './apply-options.ts';
import { type Backoff, backoffMs, pause } from './backoff.ts';
import { ConsumerError } from './consumer-error.ts';
import { failureTeller } from './failure-teller.ts';

export type { SnapshotAnswer } from './api-client.ts';
export type { EventContext, EventHandler, Failure } from './apply-options.ts';
export type { Backoff } from './backoff.ts';
export type { Validation } from './check-event.ts';
export type { Change, ConsumerEvent, InformationEvent, NotificationEvent } from './event.ts';
export { type ConsumerState, memoryState } from './state.ts';
export { ConsumerError };

export type ConsumeOptions = ApiOptions &
  ApplyOptions & {
    /** Messages in hand at the same time, 1 to 10 (10). */
    readonly maxMessages?: number;
    /** How long one request waits for messages, 1 to 20 (20). */
    readonly waitSeconds?: number;
    /** How long a message with a failed event rests: doubles with every delivery, from 5 s to 15 minutes. */
    readonly retry?: Partial<Backoff>;
    /** How long the consumer rests after a failure of the API, in a row: doubles from 0.5 s to 30 s. */
    readonly backoff?: Partial<Backoff>;
    /** Stops the consumer. */
    readonly signal?: AbortSignal;
  };

export type Consumer = {
  /** Resolves when the consumer has stopped; rejects when the API refuses it for good (token, name, kind of target). */
  readonly done: Promise<void>;
  /** Ends the waiting, lets handlers that run finish, gives back what was not begun; then resolves as `done`. */
  stop(): Promise<void>;
  /** Asks for the present state of what the subscription hears, or only of these entities; it arrives among the events. */
  snapshot(entities?: readonly string[]): Promise<SnapshotAnswer>;
};

type Loop = {
  readonly client: ApiClient;
  readonly apply: Applier;
  readonly tell: (failure: Failure) => void;
  readonly maxMessages: number;
  readonly waitSeconds: number;
  readonly retry: Backoff;
  readonly backoff: Backoff;
  readonly signal: AbortSignal;
};

/** The longest that the API lets a message rest. */
const longestRestMs = 900_000;

/** Reads a subscription until it is stopped, and hands each new event to `handler` once. */
export function consume(options: ConsumeOptions, handler: EventHandler): Consumer {
  demandOptions(options);
  const stopping = new AbortController();
  const client = apiClient(options);
  const done = run({
    client,
    apply: createApplier(options, handler),
    tell: failureTeller(options),
    maxMessages: options.maxMessages ?? 10,
    waitSeconds: options.waitSeconds ?? 20,
    retry: { firstMs: 5_000, mostMs: longestRestMs, ...options.retry },
    backoff: { firstMs: 500, mostMs: 30_000, ...options.backoff },
    signal: options.signal ? AbortSignal.any([options.signal, stopping.signal]) : stopping.signal,
  });
  return {
    done,
    stop: () => {
      stopping.abort();
      return done;
    },
    snapshot: (entities) => client.snapshot(entities),
  };
}

/** Reads on while messages are in hand: a slow event holds up no other message. */
async function run(loop: Loop): Promise<void> {
  const { client, maxMessages, waitSeconds, signal } = loop;
  const inHand = new Set<Promise<void>>();
  let failures = 0;
  try {
    while (!signal.aborted) {
      if (inHand.size >= maxMessages) {
        await Promise.race(inHand);
        continue;
      }
      try {
        const messages = await client.receive(maxMessages - inHand.size, waitSeconds, signal);
        failures = 0;
        for (const message of messages) {
          const work = settle(loop, message).finally(() => inHand.delete(work));
          inHand.add(work);
        }
      } catch (error) {
        await rest(loop, error, ++failures);
      }
    }
  } finally {
    await Promise.all(inHand);
  }
}

/** Throws what no waiting mends. */
async function rest({ tell, backoff, signal }: Loop, error: unknown, failures: number): Promise<void> {
  if (signal.aborted) return;
  if (!(error instanceof ConsumerError && error.transient)) throw error;
  tell({ kind: 'api', error });
  await pause(Math.max(backoffMs(failures, backoff), error.retryAfterMs ?? 0), signal);
}

/** Acknowledges a message whose events are all done; any other comes again, and then only what is not done is handled. */
async function settle(loop: Loop, message: Message): Promise<void> {
  const { client, apply, tell, retry, signal } = loop;
  const { body, receiveCount, receipt } = message;
  const outcomes = await apply(Array.isArray(body) ? body : [body], { receiveCount, signal });
  const restMs = outcomes.includes('failed') ? backoffMs(receiveCount, retry) : 0;
  const delaySeconds = Math.ceil(Math.min(restMs, longestRestMs) / 1_000);
  try {
    if (outcomes.every((outcome) => outcome === 'done')) await client.acknowledge(receipt);
    else await client.release(receipt, delaySeconds);
  } catch (error) {
    // It comes again when its visibility ends, and what is done is then known.
    tell({ kind: 'api', error });
  }
}

function demandOptions({
  url,
  subscription,
  token,
  concurrency = 1,
  maxMessages = 10,
  waitSeconds = 20,
}: ConsumeOptions): void {
  const within = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  const problems = [
    ...(URL.canParse(url) && /^https?:/.test(url) ? [] : ['"url" must be the http(s) address of the API']),
    ...(/^[a-z][a-z0-9-]*$/.test(subscription) ? [] : ['"subscription" must be the name of a subscription']),
    ...(token === '' ? ['"token" must be a token of the subscription'] : []),
    ...(within(concurrency, 1, 1_000) ? [] : ['"concurrency" must be a whole number from 1 to 1000']),
    ...(within(maxMessages, 1, 10) ? [] : ['"maxMessages" must be a whole number from 1 to 10']),
    ...(within(waitSeconds, 1, 20) ? [] : ['"waitSeconds" must be a whole number from 1 to 20']),
  ];
  if (problems.length > 0) throw new ConsumerError('options', `${problems.join('; ')}.`);
}
