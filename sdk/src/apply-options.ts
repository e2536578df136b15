import type { Validation } from './check-event.ts';
import type { ConsumerError } from './consumer-error.ts';
import type { Change, ConsumerEvent } from './event.ts';
import type { ConsumerState } from './state.ts';

/** What a handler is told beside the event. */
export type EventContext = {
  /** Undefined for a notification. */
  readonly change: Change | undefined;
  /** How often the message was delivered, from 1; 1 where that is not known. */
  readonly receiveCount: number;
  /** Aborted when the consumer is stopped. */
  readonly signal: AbortSignal;
};

/** Called once per event that is new. What it throws fails this event alone; the event comes again. */
export type EventHandler = (event: ConsumerEvent, context: EventContext) => Promise<void> | void;

/** Something failed that will be tried again. */
export type Failure =
  | { readonly kind: 'event'; readonly error: unknown; readonly event: ConsumerEvent; readonly receiveCount: number }
  | { readonly kind: 'invalid'; readonly error: ConsumerError; readonly event: unknown; readonly receiveCount: number }
  | { readonly kind: 'api'; readonly error: unknown };

export type ApplyOptions = {
  /** How many events are handled at the same time; never two of one entity (1). */
  readonly concurrency?: number;
  /** What was handled already; forgotten with the process unless given. */
  readonly state?: ConsumerState;
  readonly validate?: Validation;
  /** Takes an event that is not valid; when it does not throw, the event is done with. Without it, such an event fails. */
  readonly onInvalid?: (event: unknown, error: ConsumerError) => Promise<void> | void;
  /** Told of every failure; writes a line to standard error unless given. */
  readonly onError?: (failure: Failure) => void;
};
