import { digestOf } from '../core/digest.ts';
import { topicOfEntity } from '../core/entities.ts';
import { type EventOrigin, eventText } from '../core/envelope.ts';
import type { Message } from '../platform/ports.ts';
import type { EntityChange } from './process-record.ts';

/** A change and where it comes from. */
export type OriginatedChange = { readonly origin: EventOrigin; readonly change: EntityChange };

export type TopicMessages = { readonly topic: string; readonly messages: readonly Message[] };

/** A topic takes 200 KB; the rest is room for brackets and attributes. */
const maxBytes = 190_000;

/**
 * The messages that carry the changes of a raw batch: CloudEvents batches, one per (entity, change), cut where they grow
 * too large. The same changes give the same messages with the same ids, so that publishing twice is harmless.
 */
export function changeMessages(batchId: string, changes: readonly OriginatedChange[]): readonly TopicMessages[] {
  const groups = Map.groupBy(changes, ({ change }) => `${change.entity.entity} ${change.change}`);
  const byTopic = new Map<string, Message[]>();
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const topic = topicOfEntity(first.change.entity.entity);
    const messages = byTopic.get(topic) ?? [];
    messages.push(...groupMessages(batchId, first, group));
    byTopic.set(topic, messages);
  }
  return [...byTopic].map(([topic, messages]) => ({ topic, messages }));
}

function groupMessages(
  batchId: string,
  { origin, change }: OriginatedChange,
  group: readonly OriginatedChange[],
): Message[] {
  const attributes = {
    tenant: origin.tenant,
    connection: origin.connection,
    entity: change.entity.entity,
    change: change.change,
  };
  const events = group.map((item) => eventText(item.origin, item.change.change, item.change.entity));
  return cutBySize(events).map((part, index) => ({
    id: digestOf(batchId, origin.mappingVersion, change.entity.entity, change.change, index),
    body: `[${part.join(',')}]`,
    attributes,
  }));
}

function cutBySize(texts: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    const size = Buffer.byteLength(text) + 1;
    if (bytes + size > maxBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(text);
    bytes += size;
  }
  return parts;
}
