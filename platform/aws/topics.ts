import { PublishBatchCommand, type PublishBatchCommandOutput, type SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { TributaryError } from '../../core/errors.ts';
import { demandFilter } from '../demand-filter.ts';
import type { Documents, TopicSubscription, Topics } from '../ports.ts';
import { calling } from './aws-fault.ts';
import type { Deployment } from './deployment.ts';
import { filterPolicy } from './filter-policy.ts';
import type { Outgoing } from './message.ts';
import { topicArn } from './names.ts';
import { type QueueUrls, queueUrls } from './queue-urls.ts';
import { sendBatches } from './send-batches.ts';
import { type Binding, bind, isTopicMissing, topicMissing } from './topic-bindings.ts';

/** Where the names of subscriptions are kept: SNS has none. */
const tenant = '_';
const collection = 'topic-subscriptions';

type Access = {
  readonly deployment: Deployment;
  readonly sns: SNSClient;
  readonly urls: QueueUrls;
  readonly documents: Documents;
};

/**
 * Topics on SNS, delivering to SQS as published. The topics themselves are made by the stacks. Subscriptions of one queue
 * to one topic share one SNS subscription whose filter passes what any of theirs passes; SNS may take up to 15 minutes
 * until a changed filter holds everywhere.
 */
export function awsTopics(
  deployment: Deployment,
  clients: { readonly sns: SNSClient; readonly sqs: SQSClient },
  documents: Documents,
): Topics {
  const { sns, sqs } = clients;
  const access: Access = { deployment, sns, urls: queueUrls(deployment, sqs), documents };
  return {
    publish: (topic, messages) => sendBatches(messages, (batch) => publishBatch(access, topic, batch)),
    subscribe: (subscription) => subscribe(access, subscription),
    unsubscribe: (name) => unsubscribe(access, name),
    subscriptions: async (topic) => {
      const all = await listSubscriptions(access);
      return all.filter((one) => topic === undefined || one.topic === topic);
    },
  };
}

async function publishBatch(
  { deployment, sns }: Access,
  topic: string,
  batch: readonly Outgoing[],
): Promise<PublishBatchCommandOutput> {
  const command = new PublishBatchCommand({
    TopicArn: topicArn(deployment, topic),
    PublishBatchRequestEntries: batch.map(({ index, body, attributes }) => ({
      Id: String(index),
      Message: body,
      MessageAttributes: attributes,
    })),
  });
  return calling(`Publishing to topic ${topic}`, () =>
    sns.send(command).catch((error: unknown) => {
      throw isTopicMissing(error) ? topicMissing(topic) : error;
    }),
  );
}

/** Kept in our documents last: a command that broke off and is repeated ends in the same state. */
async function subscribe(access: Access, subscription: TopicSubscription): Promise<void> {
  const { name, topic, queue, filter } = subscription;
  demandFilter(name, filter);
  // Not from memory: somebody else may have removed it.
  access.urls.forget(queue);
  if ((await access.urls.find(queue)) === undefined) {
    const message = `Subscription ${name} names the queue ${queue}, which does not exist: create it first.`;
    throw new TributaryError('NotFound', { code: 'queue-missing', message });
  }
  const all = await listSubscriptions(access);
  const before = all.find((one) => one.name === name);
  const others = all.filter((one) => one.name !== name);
  await bindAll(access, subscription, [...others, subscription]);
  if (before && !sameBinding(before, subscription)) await bindAll(access, before, others);
  await access.documents.put(tenant, collection, name, { topic, queue, filter });
}

async function unsubscribe(access: Access, name: string): Promise<void> {
  const all = await listSubscriptions(access);
  const before = all.find((one) => one.name === name);
  if (!before) return;
  const others = all.filter((one) => one.name !== name);
  await bindAll(access, before, others);
  await access.documents.delete(tenant, collection, name);
}

/** Brings the SNS subscription of one topic and queue in line with all subscriptions that share it. */
async function bindAll(access: Access, binding: Binding, subscriptions: readonly TopicSubscription[]): Promise<void> {
  const sharing = subscriptions.filter((one) => sameBinding(one, binding));
  await bind(access.deployment, access.sns, binding, filterPolicy(sharing.map(({ filter }) => filter)));
}

const sameBinding = (a: Binding, b: Binding): boolean => a.topic === b.topic && a.queue === b.queue;

async function listSubscriptions({ documents }: Access): Promise<readonly TopicSubscription[]> {
  const found = await documents.list(tenant, collection);
  return found.map(({ id, value }) => ({ ...(value as Omit<TopicSubscription, 'name'>), name: id }));
}
