import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { incoming, packed, type TextAttribute } from '../../../platform/aws/message.ts';
import { refusal, travels } from '../../../platform/message-limits.ts';

const values = (attributes: Readonly<Record<string, TextAttribute>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue]));
const sized = (bytes: number) => ({ id: 'm', body: 'x'.repeat(bytes), attributes: {} });

describe('messages on SNS and SQS', () => {
  test('the id travels as an attribute beside our own', () => {
    const { batches } = packed([{ id: 'm1', body: '{}', attributes: { tenant: 'acme' } }]);
    expect(batches).toEqual([
      [
        {
          index: 0,
          body: '{}',
          attributes: {
            tenant: { DataType: 'String', StringValue: 'acme' },
            'message-id': { DataType: 'String', StringValue: 'm1' },
          },
          bytes: 2 + (6 + 6 + 4) + (10 + 6 + 2),
        },
      ],
    ]);
  });

  test('at most ten messages and 256 KiB in a batch, in order', () => {
    const lengths = (messages: Parameters<typeof packed>[0]): readonly number[] =>
      packed(messages).batches.map((batch) => batch.length);
    expect(lengths(Array.from({ length: 23 }, () => sized(10)))).toEqual([10, 10, 3]);
    expect(lengths([sized(150_000), sized(100_000), sized(100_000), sized(1)])).toEqual([2, 2]);
    expect(lengths([])).toEqual([]);
    const { batches } = packed([sized(200_000), sized(200_000), sized(10)]);
    expect(batches.map((batch) => batch.map(({ index }) => index))).toEqual([[0], [1, 2]]);
  });

  test('refused messages keep their index, also those that only grow too long on their way', () => {
    const { batches, refused } = packed([sized(300_000), sized(1), { ...sized(1), body: '\u0000'.repeat(100_000) }]);
    expect(refused.map(({ index }) => index)).toEqual([0, 2]);
    expect(batches.flat().map(({ index }) => index)).toEqual([1]);
  });

  test('what something else has sent keeps the id of SQS', () => {
    expect(incoming('sqs-id', 'body', { tenant: 'acme' })).toEqual({
      id: 'sqs-id',
      body: 'body',
      attributes: { tenant: 'acme' },
    });
  });

  test('whatever is not refused travels, and arrives as it was sent', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('\u0000', '\ud800', '"', '\uffff', 'a') }),
    );
    const attributes = fc.dictionary(fc.string({ unit: 'grapheme-ascii', maxLength: 5 }), fc.string(), { maxKeys: 10 });
    fc.assert(
      fc.property(fc.record({ id: fc.string(), body: text, attributes }), (message) => {
        const { batches, refused } = packed([message]);
        const [sent] = batches.flat();
        expect(refused.length).toBe(refusal(message) === undefined ? 0 : 1);
        if (!sent) return;
        expect(travels(sent.body)).toBe(true);
        expect(Object.keys(sent.attributes).length).toBeLessThanOrEqual(10);
        expect(incoming('other', sent.body, values(sent.attributes))).toEqual(message);
      }),
    );
  });
});
