import { deadLetterQueue, erpSystemTopic, settleQueue, transformQueue } from '../core/topic-names.ts';
import type { Queues, Topics } from '../platform/ports.ts';

export type TopicEntry = {
  /** The name, with what varies in angle brackets. */
  readonly topic: string;
  readonly publishedBy: 'connectors' | 'transformer' | 'distributor';
  readonly carries: string;
  /** Attributes a subscription can filter on. */
  readonly attributes: readonly string[];
};

/** The catalogue of topics: everything that travels between two services, and to consumers. */
export const topicCatalogue: readonly TopicEntry[] = [
  {
    topic: 'erp-system.<connector>',
    publishedBy: 'connectors',
    carries: 'pointers to raw batches of one ERP',
    attributes: ['tenant', 'connection', 'stream'],
  },
  {
    topic: 'information.<entity>',
    publishedBy: 'transformer',
    carries: 'changes of a canonical entity, as CloudEvents batches',
    attributes: ['tenant', 'connection', 'stream', 'entity', 'change', 'run'],
  },
  {
    topic: 'information.custom',
    publishedBy: 'transformer',
    carries: 'changes of entities that a tenant defined, as CloudEvents batches',
    attributes: ['tenant', 'connection', 'stream', 'entity', 'change', 'run'],
  },
  {
    topic: 'notification.batch',
    publishedBy: 'transformer',
    carries: 'receipts: the records of a raw batch have their outcomes',
    attributes: ['tenant', 'connection', 'stream'],
  },
  {
    topic: 'notification.quarantine',
    publishedBy: 'transformer',
    carries: 'records that could not be processed, with reasons and without content',
    attributes: ['tenant', 'connection', 'stream', 'run', 'records'],
  },
  {
    topic: 'notification.drift',
    publishedBy: 'transformer',
    carries: 'differences between what an ERP sends and its registered source schema',
    attributes: ['tenant', 'connection', 'stream', 'severity', 'run'],
  },
  {
    topic: 'notification.run',
    publishedBy: 'distributor',
    carries: 'runs that ended: succeeded, partial, failed or interrupted',
    attributes: ['tenant', 'connection', 'status', 'run'],
  },
  {
    topic: 'notification.subscription',
    publishedBy: 'distributor',
    carries: 'subscriptions whose endpoint was paused, or goes on',
    attributes: ['tenant', 'subscription', 'status'],
  },
];

/** Attributes of a topic's messages; undefined for a topic that is not in the catalogue. */
export function attributesOf(topic: string): readonly string[] | undefined {
  const entry = topicCatalogue.find((one) => one.topic === topic || one.topic === topic.replace(/\..*$/, '.<entity>'));
  return entry?.attributes;
}

/** Receives after which a pointer or receipt counts as poison, and how long one may be worked on. */
const options = { visibilitySeconds: 300, maxReceives: 4 };

/** Queue and subscription that take the receipts to settle. */
export async function ensureSettleQueue(topics: Topics, queues: Queues): Promise<void> {
  await queues.ensure(settleQueue, options);
  await topics.subscribe({ name: 'settle', topic: 'notification.batch', queue: settleQueue, filter: {} });
}

/** Queue and subscription that take one ERP's raw batches to the transformer. */
export async function ensureErpQueue(topics: Topics, queues: Queues, connector: string): Promise<void> {
  const queue = transformQueue(connector);
  await queues.ensure(queue, options);
  await topics.subscribe({ name: `transform.${connector}`, topic: erpSystemTopic(connector), queue, filter: {} });
}

/** True for a queue that holds what another could not process. */
export function isDeadLetterQueue(queue: string): boolean {
  return queue === deadLetterQueue(queue.replace(/\.dead$/, ''));
}
