import { expect, test } from '@jest/globals';
import { deadLetterAttributes, queueAttributes } from '../../../platform/aws/queue-attributes.ts';

const deployment = {
  stage: 'dev',
  region: 'eu-north-1',
  account: '123456789012',
  table: 't',
  bucket: 'b',
  keyArn: 'arn:aws:kms:eu-north-1:123456789012:key/k',
  sealingSecretArn: 's',
};
const options = { visibilitySeconds: 0.5, maxReceives: 4 };
const arn = 'arn:aws:sqs:eu-north-1:123456789012:tributary-dev-transform_x';

test('a queue: topics of the stage may send, nobody without TLS, dead letters after maxReceives', () => {
  const { RedrivePolicy = '', Policy = '', ...rest } = queueAttributes(deployment, 'transform.x', options);
  expect(JSON.parse(RedrivePolicy)).toEqual({ deadLetterTargetArn: `${arn}_dead`, maxReceiveCount: 4 });
  expect(JSON.parse(Policy).Statement).toEqual([
    {
      Sid: 'TopicsOfTheStageSend',
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arn,
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:eu-north-1:123456789012:tributary-dev-*' } },
    },
    {
      Sid: 'OnlyTls',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Resource: arn,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
  expect(rest).toEqual({
    VisibilityTimeout: '1',
    MessageRetentionPeriod: '864000',
    KmsMasterKeyId: deployment.keyArn,
    KmsDataKeyReusePeriodSeconds: '3600',
  });
});

test('dead letters stay as long as SQS allows, and topics do not send to them', () => {
  const { Policy = '', ...rest } = deadLetterAttributes(deployment, 'transform.x', options);
  expect(JSON.parse(Policy).Statement).toEqual([expect.objectContaining({ Sid: 'OnlyTls', Resource: `${arn}_dead` })]);
  expect(rest).toMatchObject({ MessageRetentionPeriod: '1209600', KmsMasterKeyId: deployment.keyArn });
  expect(rest).not.toHaveProperty('RedrivePolicy');
});
