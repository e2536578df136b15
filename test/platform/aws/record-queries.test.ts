import { describe, expect, test } from '@jest/globals';
import { rowSource } from '../../../platform/aws/record-queries.ts';
import type { Table } from '../../../platform/aws/table.ts';

type Keys = readonly { readonly sk: string }[];
type Request = { readonly input: { readonly RequestItems: Readonly<Record<string, { readonly Keys: Keys }>> } };

const scope = { tenant: 't', connection: 'c', stream: 's' };

/** A table that answers at most that many keys a call. */
function busyTable(answered: number): { readonly table: Table; readonly asked: number[] } {
  const asked: number[] = [];
  const send = async ({ input }: Request): Promise<object> => {
    const keys = input.RequestItems['records']?.Keys ?? [];
    asked.push(keys.length);
    const left = keys.slice(answered);
    return {
      Responses: { records: keys.slice(0, answered).map(({ sk }) => ({ sk, v: 'r1' })) },
      UnprocessedKeys: left.length > 0 ? { records: { Keys: left } } : {},
    };
  };
  return { table: { name: 'records', client: { send } } as unknown as Table, asked };
}

describe('rows of a lookup', () => {
  test('keys that a busy table leaves out are asked for again, ever more slowly', async () => {
    const { table, asked } = busyTable(30);
    const waits: number[] = [];
    const source = rowSource(table, scope, { consistent: true, pause: async (ms) => waits.push(ms) });
    const keys = Array.from({ length: 100 }, (_, n) => `k${n}`);
    expect((await source.get(keys)).map(({ sk }) => sk)).toEqual(keys);
    expect(asked).toEqual([100, 70, 40, 10]);
    expect(waits).toEqual([20, 40, 80]);
  });

  test('a table that answers nothing is PlatformUnavailable in the end', async () => {
    const { table, asked } = busyTable(0);
    const waits: number[] = [];
    const source = rowSource(table, scope, { consistent: true, pause: async (ms) => waits.push(ms) });
    await expect(source.get(['a', 'b'])).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      code: 'table-throttled',
      message: expect.stringContaining('2 records of S#t#c#s'),
    });
    expect(asked).toHaveLength(8);
    expect(waits).toEqual([20, 40, 80, 160, 320, 640, 1280]);
  });

  test('are read as consistently as asked for', async () => {
    for (const consistent of [true, false]) {
      const commands: unknown[] = [];
      const send = async (command: { readonly input: unknown }): Promise<object> => {
        commands.push(command.input);
        return { Responses: {}, Items: [] };
      };
      const source = rowSource({ name: 'records', client: { send } } as unknown as Table, scope, { consistent });
      await source.query('a', 'b', 10);
      await source.get(['a']);
      expect(commands).toMatchObject([
        { ConsistentRead: consistent },
        { RequestItems: { records: { ConsistentRead: consistent } } },
      ]);
    }
  });

  test('fetches at most a hundred keys a call', async () => {
    const { table, asked } = busyTable(100);
    const keys = Array.from({ length: 250 }, (_, n) => `k${n}`);
    expect(await rowSource(table, scope, { consistent: true }).get(keys)).toHaveLength(250);
    expect(asked).toEqual([100, 100, 50]);
  });
});
