import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { MessageHandler, ReceivedMessage } from '../ports.ts';
import { incoming } from './message.ts';

/** A record of Lambda's SQS event as our message. */
export function receivedMessage(record: SQSRecord): ReceivedMessage {
  const attributes: Record<string, string> = {};
  for (const [name, { stringValue }] of Object.entries(record.messageAttributes))
    if (stringValue !== undefined) attributes[name] = stringValue;
  return {
    ...incoming(record.messageId, record.body, attributes),
    receipt: record.receiptHandle,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
    sentAt: new Date(Number(record.attributes.SentTimestamp)).toISOString(),
  };
}

/** Told of what fails: a throw of the handler, and the messages that come again. */
export type FailureListener = {
  readonly onError: (error: unknown) => void;
  readonly onFailed: (messages: readonly ReceivedMessage[]) => Promise<void>;
};

/**
 * Gives an event's messages to a handler and answers which of them come again; a throw fails them all. The event source
 * mapping must have ReportBatchItemFailures.
 */
export async function sqsBatchResponse(
  event: SQSEvent,
  handler: MessageHandler,
  signal: AbortSignal,
  { onError, onFailed }: FailureListener,
): Promise<SQSBatchResponse> {
  const received = event.Records.map((record) => ({ record, message: receivedMessage(record) }));
  let failed: ReadonlySet<string>;
  try {
    const messages = received.map(({ message }) => message);
    failed = new Set(await handler(messages, signal));
  } catch (error) {
    onError(error);
    failed = new Set(received.map(({ message }) => message.id));
  }
  // Records may share our id (at least once): where it failed, each of them comes again under its own SQS id.
  const again = received.filter(({ message }) => failed.has(message.id));
  if (again.length > 0) await onFailed(again.map(({ message }) => message));
  return { batchItemFailures: again.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}
