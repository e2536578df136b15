import { createApplier } from './apply.ts';
import type { ApplyOptions, EventHandler } from './apply-options.ts';
import { ConsumerError } from './consumer-error.ts';
import { failureTeller } from './failure-teller.ts';

export { ConsumerError };

/** As much of Lambda's SQS event as is read. */
export type SqsEvent = {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes?: { readonly ApproximateReceiveCount?: string };
    readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string | undefined }>>;
  }[];
};

/** What the event source mapping must be answered; it needs `ReportBatchItemFailures`. */
export type SqsAnswer = { batchItemFailures: { itemIdentifier: string }[] };

export type SqsMessage = {
  /** SQS's own id, as `batchItemFailures` takes it. */
  readonly messageId: string;
  readonly receiveCount: number;
  /** The events, not yet checked; undefined where the body is none of ours. */
  readonly events: readonly unknown[] | undefined;
};

/** Unpacks the messages of a Lambda SQS event. */
export function fromSqsEvent(event: SqsEvent): readonly SqsMessage[] {
  return event.Records.map(({ messageId, body, attributes, messageAttributes }) => ({
    messageId,
    receiveCount: Number(attributes?.ApproximateReceiveCount ?? 1),
    events: eventsOf(body, messageAttributes?.['body-encoding']?.stringValue === 'json'),
  }));
}

function eventsOf(body: string, isQuoted: boolean): readonly unknown[] | undefined {
  try {
    const first: unknown = JSON.parse(body);
    const value: unknown = isQuoted && typeof first === 'string' ? JSON.parse(first) : first;
    return Array.isArray(value) ? value : [value];
  } catch {
    return undefined;
  }
}

/**
 * A Lambda handler for a subscription's SQS queue, without the AWS SDK. Only messages with a failed event come again. Give
 * it a `state` that outlives the function, or repeats are dropped only while it stays warm.
 */
export function handleSqsEvent(
  handler: EventHandler,
  options: ApplyOptions & { readonly signal?: AbortSignal } = {},
): (event: SqsEvent) => Promise<SqsAnswer> {
  const apply = createApplier(options, handler);
  const tell = failureTeller(options);
  const signal = options.signal ?? new AbortController().signal;
  const isDone = async ({ messageId, events, receiveCount }: SqsMessage): Promise<boolean> => {
    if (events) return (await apply(events, { receiveCount, signal })).every((outcome) => outcome === 'done');
    const error = new ConsumerError('body-unreadable', `The body of message ${messageId} is not JSON.`);
    tell({ kind: 'invalid', error, event: undefined, receiveCount });
    return false;
  };
  return async (event) => {
    const messages = fromSqsEvent(event);
    const done = await Promise.all(messages.map(isDone));
    const again = messages.filter((_message, index) => !done[index]);
    return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
