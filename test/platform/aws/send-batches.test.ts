import { describe, expect, test } from '@jest/globals';
import { TributaryError } from '../../../core/errors.ts';
import type { Outgoing } from '../../../platform/aws/message.ts';
import { sendBatches } from '../../../platform/aws/send-batches.ts';
import { messages } from '../../contract/under-test.ts';

const accepted = (batch: readonly Outgoing[]): { Successful: { Id: string }[] } => ({
  Successful: batch.map(({ index }) => ({ Id: String(index) })),
});
const unavailable = new TributaryError('PlatformUnavailable', { code: 'aws-unavailable', message: 'throttled' });

describe('sending in batches', () => {
  test('only what is named as successful is accepted', async () => {
    const result = await sendBatches(messages(4), async () => ({
      Successful: [{ Id: '0' }, { Id: '3' }],
      Failed: [{ Id: '1', Code: 'InternalError', Message: 'try again' }],
    }));
    expect(result.failed).toEqual([
      { index: 1, reason: 'try again (InternalError)' },
      { index: 2, reason: expect.stringContaining('missing') },
    ]);
  });

  test('after a call that failed in passing, the rest is reported and not tried', async () => {
    const calls: number[] = [];
    const { failed } = await sendBatches(messages(30), async (batch) => {
      calls.push(batch.length);
      if (calls.length === 2) throw unavailable;
      return accepted(batch);
    });
    expect(calls).toEqual([10, 10]);
    expect(failed).toHaveLength(20);
    expect(failed[0]).toEqual({ index: 10, reason: 'throttled' });
  });

  test('nothing accepted at all is reported too; what cannot pass is thrown', async () => {
    expect((await sendBatches(messages(2), () => Promise.reject(unavailable))).failed).toHaveLength(2);
    const refused = new TributaryError('StorageFailed', { code: 'aws-refused', message: 'no permission' });
    await expect(sendBatches(messages(2), () => Promise.reject(refused))).rejects.toBe(refused);
  });
});
