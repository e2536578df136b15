import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { physicalName } from '../../platform/aws/names.ts';

/** A topic encrypted with the stage's key that takes messages over TLS only. */
export function sealedTopic(scope: Construct, stage: string, topic: string, key: IKey): Topic {
  return new Topic(scope, `Topic-${topic}`, {
    topicName: physicalName(stage, topic),
    masterKey: key,
    enforceSSL: true,
  });
}
