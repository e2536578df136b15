import { describe, expect, test } from '@jest/globals';
import { countRows, getRows, keyOf, queryRows, startingWith } from '../../../platform/aws/rows.ts';
import type { Table } from '../../../platform/aws/table.ts';
import { steppedClock } from '../../support/stepped-clock.ts';

type Input = Readonly<Record<string, unknown>>;

/** A table whose client gives these answers in turn, the last one for ever, and notes what it was asked. */
function answering(...answers: readonly object[]): { readonly table: Table; readonly asked: Input[] } {
  const asked: Input[] = [];
  const send = async ({ input }: { readonly input: Input }): Promise<object> => {
    asked.push(input);
    return answers[Math.min(asked.length, answers.length) - 1] ?? {};
  };
  return { table: { name: 'rows', client: { send } as unknown as Table['client'] }, asked };
}

describe('keys', () => {
  test('the parts of two different keys never run together', () => {
    expect(keyOf('D', 'acme', 'runs')).toBe('D#acme#runs');
    expect(keyOf('D', 'a#b', 'c')).not.toBe(keyOf('D', 'a', 'b#c'));
    expect(keyOf('D', 'a%23b')).not.toBe(keyOf('D', 'a#b'));
  });
});

describe('startingWith', () => {
  test.each([
    ['everything', '', undefined, { pk: 'p' }],
    ['a prefix', 'a', undefined, { pk: 'p', from: 'a', to: 'a\u{10FFFF}' }],
    ['after', '', 'b', { pk: 'p', from: 'b\0' }],
    ['a prefix, after one of it', 'a', 'ab', { pk: 'p', from: 'ab\0', to: 'a\u{10FFFF}' }],
    ['a prefix, after one before it', 'b', 'ab', { pk: 'p', from: 'b', to: 'b\u{10FFFF}' }],
  ])('%s', (_name, prefix, after, range) => {
    expect(startingWith('p', prefix, after)).toEqual(range);
  });

  test('after all of a prefix there is nothing, and nobody is asked', async () => {
    const { table, asked } = answering();
    expect(await queryRows(table, startingWith('p', 'a', 'b'))).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('bounds are compared as DynamoDB does, by bytes', async () => {
    // In UTF-16 the order of these two is the other way round.
    const { table, asked } = answering({ Items: [] });
    await queryRows(table, { pk: 'p', from: '\u{FFFD}', to: '\u{1F600}' });
    expect(asked).toHaveLength(1);
  });
});

describe('queries', () => {
  test('page until the end, or until there are enough', async () => {
    const more = { Items: [{ sk: '1' }, { sk: '2' }], Count: 2, LastEvaluatedKey: { pk: 'p', sk: '2' } };
    const end = { Items: [{ sk: '3' }], Count: 1 };
    const all = answering(more, end);
    expect(await queryRows(all.table, { pk: 'p' })).toEqual([{ sk: '1' }, { sk: '2' }, { sk: '3' }]);
    expect(all.asked[1]).toMatchObject({ ExclusiveStartKey: { pk: 'p', sk: '2' }, ConsistentRead: true });
    expect(await queryRows(answering(more, end).table, { pk: 'p' }, 2)).toHaveLength(2);
    expect(await queryRows(answering(more, end).table, { pk: 'p' }, 0)).toEqual([]);
    expect(await countRows(answering(more, end).table, { pk: 'p' })).toBe(3);
  });

  test('rows that DynamoDB left out are asked for again, up to a point', async () => {
    const keys = [
      { pk: 'p', sk: '1' },
      { pk: 'p', sk: '2' },
    ];
    const half = { Responses: { rows: [keys[0]] }, UnprocessedKeys: { rows: { Keys: [keys[1]] } } };
    const rest = { Responses: { rows: [keys[1]] } };
    expect(await getRows(answering(half, rest).table, steppedClock(), keys)).toEqual(keys);
    const never = answering({ UnprocessedKeys: { rows: { Keys: keys } } });
    await expect(getRows(never.table, steppedClock(), keys)).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      code: 'rows-left-out',
    });
  });
});
