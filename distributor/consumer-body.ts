import { digest } from '../core/digest.ts';
import { parseKeepingDigits } from '../core/json.ts';
import type { ReceivedMessage } from '../platform/ports.ts';

/**
 * The body of a message as JSON text for consumers: the CloudEvents batch of an information topic, or the one event of a
 * notification. What is neither is wrapped, so that a consumer meets nothing but events.
 */
export function consumerBody(message: ReceivedMessage): string {
  const { body } = message;
  if (isEvents(body)) return body;
  const { tenant = '_' } = message.attributes;
  return JSON.stringify({
    specversion: '1.0',
    id: digest(`${message.id} ${body}`),
    source: `/tributary/${tenant}`,
    type: 'tributary.notification',
    time: message.sentAt,
    datacontenttype: 'application/json',
    data: parsed(body) ?? body,
  });
}

/** The same as a batch: what a webhook is sent. */
export function consumerBatch(message: ReceivedMessage): string {
  const body = consumerBody(message);
  return body.startsWith('[') ? body : `[${body}]`;
}

/** The events of a message, with all digits of their numbers. */
export function consumerEvents(message: ReceivedMessage): readonly object[] {
  return parseKeepingDigits(consumerBatch(message)) as readonly object[];
}

/** By how it begins where it is ours; everything else is read. */
function isEvents(body: string): boolean {
  if (body.startsWith('[{"specversion":')) return true;
  const value = parsed(body);
  const events = Array.isArray(value) ? value : [value];
  return (
    events.length > 0 && events.every((event) => event !== null && typeof event === 'object' && 'specversion' in event)
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
