import { itemSize, readUnits, writeUnits } from './item-size.ts';

type Item = Readonly<Record<string, unknown>>;
type Input = Readonly<Record<string, unknown>>;
export type Units = { readonly read: number; readonly write: number };

/**
 * Sizes of items by their keys. They are remembered, because an update names only what it changes and a query may answer
 * with less than it reads.
 */
type Sizes = {
  of(key: Item): number;
  put(item: Item): number;
  update(key: Item, values: Item): number;
  remove(key: Item): number;
};

function rememberedSizes(): Sizes {
  const sizes = new Map<string, number>();
  const keyOf = (item: Item): string => `${String(item['pk'])}\n${String(item['sk'])}`;
  const of = (key: Item): number => sizes.get(keyOf(key)) ?? 0;
  return {
    of,
    // A write costs by the larger of what was and what is.
    put: (item) => {
      const before = of(item);
      sizes.set(keyOf(item), itemSize(item));
      return Math.max(before, itemSize(item));
    },
    update: (key, values) => {
      const size = Math.max(of(key), itemSize(key) + itemSize(values));
      sizes.set(keyOf(key), size);
      return size;
    },
    remove: (key) => {
      const before = of(key);
      sizes.delete(keyOf(key));
      return before;
    },
  };
}

/** Counts read and write units of DynamoDB calls from what they carry. */
export function dynamoMeter(): (command: string, input: Input, output: Input) => Units {
  const sizes = rememberedSizes();
  return (command, input, output) => {
    switch (command) {
      case 'GetItemCommand':
        return { read: consistency(input) * readUnits(sizes.of(input['Key'] as Item)), write: 0 };
      case 'QueryCommand':
        return { read: consistency(input) * readUnits(queriedBytes(sizes, output)), write: 0 };
      case 'BatchGetItemCommand':
        return { read: sum(batchGetUnits(sizes, input)), write: 0 };
      case 'TransactWriteItemsCommand': {
        const items = (input['TransactItems'] ?? []) as Record<string, Input>[];
        const units = items.flatMap((item) => Object.entries(item).map((part) => 2 * write(sizes, ...part)));
        return { read: 0, write: sum(units) };
      }
      case 'BatchWriteItemCommand': {
        const requests = Object.values((input['RequestItems'] ?? {}) as Record<string, Record<string, Input>[]>).flat();
        const parts = requests.flatMap((request) => Object.entries(request));
        return { read: 0, write: sum(parts.map(([kind, part]) => write(sizes, kind.replace('Request', ''), part))) };
      }
      default:
        return { read: 0, write: write(sizes, command.replace('ItemCommand', ''), input) };
    }
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const consistency = (input: Input): number => (input['ConsistentRead'] === true ? 1 : 0.5);

function write(sizes: Sizes, kind: string, request: Input): number {
  const key = request['Key'] as Item;
  switch (kind) {
    case 'Put':
      return writeUnits(sizes.put(request['Item'] as Item));
    case 'Update':
      return writeUnits(sizes.update(key, (request['ExpressionAttributeValues'] ?? {}) as Item));
    case 'Delete':
      return writeUnits(sizes.remove(key));
    default:
      return writeUnits(sizes.of(key));
  }
}

/** With a filter or a count, what was read is more than what came. */
function queriedBytes(sizes: Sizes, output: Input): number {
  const items = (output['Items'] ?? []) as Item[];
  const known = sum(items.map((item) => Math.max(sizes.of(item), itemSize(item))));
  const average = items.length === 0 ? 200 : known / items.length;
  return known + average * Math.max(0, Number(output['ScannedCount'] ?? 0) - items.length);
}

type Keys = { readonly Keys: readonly Item[]; readonly ConsistentRead?: boolean };

function batchGetUnits(sizes: Sizes, input: Input): readonly number[] {
  return Object.values((input['RequestItems'] ?? {}) as Record<string, Keys>).flatMap((table) =>
    table.Keys.map((key) => consistency(table as unknown as Input) * readUnits(sizes.of(key))),
  );
}
