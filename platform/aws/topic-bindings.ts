import {
  paginateListSubscriptionsByTopic,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { messageOf, TributaryError } from '../../core/errors.ts';
import { calling, isAwsError } from './aws-fault.ts';
import type { Deployment } from './deployment.ts';
import { queueArn, topicArn } from './names.ts';

export type Binding = { readonly topic: string; readonly queue: string };

/** True for what SNS answers about a topic or subscription that is not there. */
export function isTopicMissing(error: unknown): boolean {
  return isAwsError(error, 'NotFoundException', 'NotFound');
}

/** Topics are made by the stacks; only an ERP without a stack of its own has none. */
export function topicMissing(topic: string): TributaryError {
  const message = `There is no topic ${topic} on AWS: deploy the stack that it belongs to (npm run deploy -- --stage <stage>).`;
  return new TributaryError('NotFound', { code: 'topic-missing', message });
}

/** Lets what passes the policy arrive in the queue, as it was published; without a policy nothing arrives any more. */
export async function bind(
  deployment: Deployment,
  sns: SNSClient,
  { topic, queue }: Binding,
  policy: string | undefined,
): Promise<void> {
  await calling(`Binding queue ${queue} to topic ${topic}`, async () => {
    try {
      await bindUntranslated(deployment, sns, { topic, queue }, policy);
    } catch (error) {
      if (isTopicMissing(error)) {
        // Where nothing shall arrive, the topic may be gone.
        if (policy === undefined) return;
        throw topicMissing(topic);
      }
      if (!isAwsError(error, 'InvalidParameterException', 'InvalidParameter', 'FilterPolicyLimitExceededException'))
        throw error;
      const message = `SNS does not take the filter of queue ${queue} on topic ${topic}: ${messageOf(error)}. Use fewer attributes or values.`;
      throw new TributaryError('InvalidInput', { code: 'filter-refused', message, cause: error });
    }
  });
}

async function bindUntranslated(
  deployment: Deployment,
  sns: SNSClient,
  { topic, queue }: Binding,
  policy: string | undefined,
): Promise<void> {
  const TopicArn = topicArn(deployment, topic);
  const Endpoint = queueArn(deployment, queue);
  const SubscriptionArn = await findSubscription(sns, TopicArn, Endpoint);
  if (policy === undefined) {
    if (SubscriptionArn !== undefined) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    return;
  }
  const attributes = { RawMessageDelivery: 'true', FilterPolicyScope: 'MessageAttributes', FilterPolicy: policy };
  if (SubscriptionArn === undefined) {
    // All in one call: a subscription that waits for its filter would let other tenants' messages through.
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: attributes }));
    return;
  }
  for (const [AttributeName, AttributeValue] of Object.entries(attributes))
    await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
}

async function findSubscription(sns: SNSClient, TopicArn: string, endpoint: string): Promise<string | undefined> {
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
    const found = Subscriptions.find(({ Protocol, Endpoint }) => Protocol === 'sqs' && Endpoint === endpoint);
    if (found) return found.SubscriptionArn;
  }
  return undefined;
}
