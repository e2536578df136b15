import { describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { receivedMessage, sqsBatchResponse } from '../../../platform/aws/sqs-event.ts';
import { idsOf } from '../../contract/under-test.ts';

const signal = new AbortController().signal;
const silent = { onError: () => undefined, onFailed: async () => undefined };

function record(messageId: string, ourId?: string, body = 'body'): SQSRecord {
  const text = (stringValue: string) => ({ stringValue, dataType: 'String' as const });
  return {
    messageId,
    receiptHandle: `receipt of ${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: '2',
      SentTimestamp: '1767225600000',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '1767225600001',
    },
    messageAttributes: ourId === undefined ? {} : { 'message-id': text(ourId), tenant: text('acme') },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-north-1:123456789012:tributary-dev-settle',
    awsRegion: 'eu-north-1',
  };
}

describe('Lambda’s SQS event', () => {
  test('a record as our message', () => {
    expect(receivedMessage(record('sqs-1', 'm1'))).toEqual({
      id: 'm1',
      body: 'body',
      attributes: { tenant: 'acme' },
      receipt: 'receipt of sqs-1',
      receiveCount: 2,
      sentAt: '2026-01-01T00:00:00.000Z',
    });
    expect(receivedMessage(record('sqs-1')).id).toBe('sqs-1');
  });

  test('failed ids of ours are answered as the ids of SQS', async () => {
    const event = { Records: [record('sqs-1', 'm1'), record('sqs-2', 'm2'), record('sqs-3', 'm3')] };
    const seen: string[] = [];
    const told: string[] = [];
    const response = await sqsBatchResponse(
      event,
      async (messages, given) => {
        expect(given).toBe(signal);
        seen.push(...idsOf(messages));
        return ['m2', 'unknown'];
      },
      signal,
      { ...silent, onFailed: async (messages) => void told.push(...messages.map(({ receipt }) => receipt)) },
    );
    expect(told).toEqual(['receipt of sqs-2']);
    expect(seen).toEqual(['m1', 'm2', 'm3']);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'sqs-2' }] });
  });

  test('two records with one id of ours come again both or neither', async () => {
    const event = { Records: [record('sqs-1', 'm1'), record('sqs-2', 'm1'), record('sqs-3', 'm3')] };
    expect(await sqsBatchResponse(event, async () => [], signal, silent)).toEqual({ batchItemFailures: [] });
    expect(await sqsBatchResponse(event, async () => ['m1'], signal, silent)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'sqs-1' }, { itemIdentifier: 'sqs-2' }],
    });
  });

  test('a throw fails them all and is reported', async () => {
    const errors: unknown[] = [];
    const down = new Error('down');
    const event = { Records: [record('sqs-1', 'm1'), record('sqs-2', 'm2')] };
    const handler = () => Promise.reject(down);
    const response = await sqsBatchResponse(event, handler, signal, {
      ...silent,
      onError: (error) => errors.push(error),
    });
    expect(response.batchItemFailures).toHaveLength(2);
    expect(errors).toEqual([down]);
  });
});
