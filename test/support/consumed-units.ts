import type { Table } from '../../platform/aws/table.ts';

export type ConsumedUnits = { readonly read: number; readonly write: number };

type Capacity = {
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
  readonly CapacityUnits?: number;
};
type Output = { readonly ConsumedCapacity?: Capacity | readonly Capacity[] };
type Handler = (args: { readonly input: object }) => Promise<{ readonly output: Output }>;
type Middleware = (next: Handler, context: { readonly commandName?: string }) => Handler;
type Stack = { add(middleware: Middleware, options: { readonly step: string }): void };

const writing = /^(Put|Update|Delete|BatchWrite|TransactWrite)/;

/** Counts what DynamoDB says each call has cost, from now on; `take` gives the sum since the last time. */
export function countUnits(table: Table): { take(): ConsumedUnits } {
  let units = { read: 0, write: 0 };
  const count: Middleware =
    (next, { commandName = '' }) =>
    async (args) => {
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      for (const consumed of [result.output.ConsumedCapacity ?? []].flat()) {
        const amount = consumed.CapacityUnits ?? 0;
        if (writing.test(commandName)) units = { ...units, write: units.write + amount };
        else units = { ...units, read: units.read + amount };
      }
      return result;
    };
  (table.client.middlewareStack as unknown as Stack).add(count, { step: 'initialize' });
  return {
    take: () => {
      const taken = units;
      units = { read: 0, write: 0 };
      return taken;
    },
  };
}
