import { expect, test } from '@jest/globals';
import { dynamoMeter } from '../../../bench/cost/dynamo-meter.ts';

const text = (bytes: number): string => 'x'.repeat(bytes);
const key = { pk: 'p', sk: 's' };

test('an update costs what the whole item costs, and a transaction twice that', () => {
  const meter = dynamoMeter();
  expect(meter('PutItemCommand', { Item: { ...key, a: text(1500) } }, {})).toEqual({ read: 0, write: 2 });
  const update = { Key: key, ExpressionAttributeValues: { ':v': 1 } };
  expect(meter('UpdateItemCommand', update, {})).toEqual({ read: 0, write: 2 });
  expect(
    meter('TransactWriteItemsCommand', { TransactItems: [{ Update: update }, { ConditionCheck: { Key: key } }] }, {}),
  ).toEqual({ read: 0, write: 8 });
  expect(meter('DeleteItemCommand', { Key: key }, {})).toEqual({ read: 0, write: 2 });
  expect(meter('DeleteItemCommand', { Key: key }, {})).toEqual({ read: 0, write: 1 });
});

test('a query costs by the sum of its items, a batch of gets by each', () => {
  const meter = dynamoMeter();
  const items = Array.from({ length: 40 }, (_, n) => ({ pk: 'p', sk: String(n), a: text(200) }));
  for (const Item of items) meter('PutItemCommand', { Item }, {});
  const projected = items.map(({ pk, sk }) => ({ pk, sk }));
  expect(meter('QueryCommand', { ConsistentRead: true }, { Items: projected, ScannedCount: 40 })).toEqual({
    read: 3,
    write: 0,
  });
  expect(meter('QueryCommand', {}, { Items: [], ScannedCount: 0 })).toEqual({ read: 0.5, write: 0 });
  const gets = { RequestItems: { table: { Keys: projected, ConsistentRead: true } } };
  expect(meter('BatchGetItemCommand', gets, {})).toEqual({ read: 40, write: 0 });
  expect(meter('BatchGetItemCommand', { RequestItems: { table: { Keys: projected } } }, {})).toEqual({
    read: 20,
    write: 0,
  });
});
