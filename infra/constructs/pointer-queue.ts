import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from '../../core/topic-names.ts';
import { physicalName } from '../../platform/aws/names.ts';

export type PointerQueueProps = {
  readonly stage: string;
  readonly key: IKey;
  /** Logical name, such as `settle`. */
  readonly queue: string;
  /** Absent for a queue that is only sent to. */
  readonly topic?: ITopic;
  /** Timeout of the function that is invoked with its messages. */
  readonly functionSeconds: number;
};

/** As many as the embedded platform has: after four receives a pointer counts as poison. */
const maxReceives = 4;

/** A queue that is made by the stacks, with dead letters; it takes a topic's messages as they were published. */
export class PointerQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { stage, key, queue, topic, functionSeconds }: PointerQueueProps) {
    super(scope, id);
    this.deadLetters = sealedQueue(this, 'DeadLetters', physicalName(stage, deadLetterQueue(queue)), key);
    this.queue = sealedQueue(this, 'Queue', physicalName(stage, queue), key, {
      // Six times the function's timeout, as Lambda asks for: throttled invocations must not count as received.
      visibilityTimeout: Duration.seconds(6 * functionSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxReceives },
    });
    topic?.addSubscription(new SqsSubscription(this.queue, { rawMessageDelivery: true }));
  }
}

/** A queue encrypted with the stage's key that takes messages over TLS only and keeps them for two weeks. */
export function sealedQueue(
  scope: Construct,
  id: string,
  queueName: string,
  key: IKey,
  more: Pick<ConstructorParameters<typeof Queue>[2] & object, 'visibilityTimeout' | 'deadLetterQueue'> = {},
): Queue {
  return new Queue(scope, id, {
    queueName,
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    ...more,
  });
}
