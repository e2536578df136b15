import { cutBySize } from '../core/cut-by-size.ts';
import { digestOf } from '../core/digest.ts';
import { topicOfEntity } from '../core/entities.ts';
import { type EventOrigin, eventText } from '../core/envelope.ts';
import type { Message } from '../platform/ports.ts';
import type { EntityChange } from './process-record.ts';

/** A change and where it comes from. */
export type OriginatedChange = { readonly origin: EventOrigin; readonly change: EntityChange };

export type TopicMessages = { readonly topic: string; readonly messages: readonly Message[] };

/**
 * The messages that carry the changes of a raw batch: CloudEvents batches, one per (entity, change, run), cut where they
 * grow too large. The same changes give the same messages with the same ids, so that publishing twice is harmless.
 */
export function changeMessages(batchId: string, changes: readonly OriginatedChange[]): readonly TopicMessages[] {
  // What is said again belongs to an earlier run; its attributes must not be those of this one.
  const groups = Map.groupBy(
    changes,
    ({ change, origin }) => `${change.entity.entity} ${change.change} ${origin.run} ${origin.mappingVersion}`,
  );
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
    stream: origin.stream,
    entity: change.entity.entity,
    change: change.change,
    run: String(origin.run),
  };
  const events = group.map((item) => eventText(item.origin, item.change.change, item.change.entity));
  return cutBySize(events).map((part, index) => ({
    id: digestOf(batchId, origin.mappingVersion, origin.run, change.entity.entity, change.change, index),
    body: `[${part.join(',')}]`,
    attributes,
  }));
}
