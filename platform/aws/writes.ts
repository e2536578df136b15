import {
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { TributaryError } from '../../core/errors.ts';
import type { Clock } from '../ports.ts';
import { awsFault, calling, isAwsError } from './aws-fault.ts';
import { jitteredMs } from './jitter.ts';
import type { Key, Row } from './rows.ts';
import type { Table } from './table.ts';

/** An expression with its placeholders; `#name` stands for an attribute whose name DynamoDB reserves. */
type Expression = { readonly values?: Row; readonly names?: Readonly<Record<string, string>> };

export type Update = Expression & { readonly key: Key; readonly change: string; readonly condition?: string };

/** One step of a transaction; all of them happen, or none. */
export type Write =
  | (Expression & { readonly kind: 'put'; readonly row: Key & Row; readonly condition?: string })
  | (Update & { readonly kind: 'update' })
  | (Expression & { readonly kind: 'check'; readonly key: Key; readonly condition: string })
  | { readonly kind: 'delete'; readonly key: Key };

/** What one TransactWriteItems takes. */
export const mostWrites = 100;

const tries = 6;

/** Changes one row and gives its new attributes, or undefined when the condition does not hold. */
export async function updateRow(table: Table, what: string, update: Update): Promise<Row | undefined> {
  const command = new UpdateCommand({ ...updateOf(table, update), ReturnValues: 'UPDATED_NEW' });
  try {
    return (await table.client.send(command)).Attributes ?? {};
  } catch (error) {
    if (isAwsError(error, 'ConditionalCheckFailedException')) return undefined;
    throw awsFault(what, error);
  }
}

/** Writes a row; false when there is one already and `onlyNew` is asked for. */
export async function putRow(table: Table, what: string, row: Key & Row, onlyNew: boolean = false): Promise<boolean> {
  const condition = onlyNew ? { ConditionExpression: 'attribute_not_exists(pk)' } : {};
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item: row, ...condition }));
    return true;
  } catch (error) {
    if (isAwsError(error, 'ConditionalCheckFailedException')) return false;
    throw awsFault(what, error);
  }
}

/** Deletes a row, if there is one. */
export async function deleteRow(table: Table, what: string, key: Key): Promise<void> {
  await calling(what, () => table.client.send(new DeleteCommand({ TableName: table.name, Key: key })));
}

/**
 * Does all writes or none, and gives the indexes of those whose condition does not hold: none of them means that it was
 * done. Another transaction on the same rows is waited for; throws PlatformUnavailable when that takes too long.
 */
export async function transact(
  table: Table,
  clock: Clock,
  what: string,
  writes: readonly Write[],
): Promise<readonly number[]> {
  const command = new TransactWriteCommand({ TransactItems: writes.map((write) => itemOf(table, write)) });
  return despiteConflicts(clock, what, async () => {
    try {
      await table.client.send(command);
      return [];
    } catch (error) {
      const codes = cancellations(error);
      const refused = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
      if (refused.length > 0) return refused;
      throw error;
    }
  });
}

/** Tries again while another transaction holds the rows: DynamoDB refuses instead of waiting. */
export async function despiteConflicts<T>(clock: Clock, what: string, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isConflict(error)) throw awsFault(what, error);
      if (attempt === tries) throw contended(what, error);
      await clock.sleep(jitteredMs(attempt));
    }
  }
}

function isConflict(error: unknown): boolean {
  const thrown = error instanceof TributaryError ? error.cause : error;
  if (isAwsError(thrown, 'TransactionConflictException', 'TransactionInProgressException')) return true;
  return cancellations(thrown).some((code) => /TransactionConflict|Throttling|ThroughputExceeded/.test(code));
}

/** Why each write of a cancelled transaction was refused: `None` where it was not. */
function cancellations(error: unknown): readonly string[] {
  if (!isAwsError(error, 'TransactionCanceledException')) return [];
  const { CancellationReasons: reasons = [] } = error as { CancellationReasons?: readonly { Code?: string }[] };
  return reasons.map(({ Code }) => Code ?? 'None');
}

function contended(what: string, cause: unknown): TributaryError {
  const message = `${what}: other writers held the same rows ${tries} times over. Trying again later helps.`;
  return new TributaryError('PlatformUnavailable', { code: 'rows-contended', message, cause });
}

type Item = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

function itemOf(table: Table, write: Write): Item {
  switch (write.kind) {
    case 'put':
      return { Put: { TableName: table.name, Item: write.row, ...conditionOf(write), ...placeholdersOf(write) } };
    case 'update':
      return { Update: updateOf(table, write) };
    case 'check':
      return {
        ConditionCheck: {
          ...{ TableName: table.name, Key: write.key, ConditionExpression: write.condition },
          ...placeholdersOf(write),
        },
      };
    case 'delete':
      return { Delete: { TableName: table.name, Key: write.key } };
  }
}

function updateOf(table: Table, update: Update): NonNullable<Item['Update']> {
  return {
    ...{ TableName: table.name, Key: update.key, UpdateExpression: update.change },
    ...conditionOf(update),
    ...placeholdersOf(update),
  };
}

function conditionOf({ condition }: { readonly condition?: string }): { ConditionExpression?: string } {
  return condition === undefined ? {} : { ConditionExpression: condition };
}

function placeholdersOf({
  values,
  names,
}: Expression): Pick<NonNullable<Item['Update']>, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'> {
  return {
    ...(names && { ExpressionAttributeNames: names }),
    ...(values && { ExpressionAttributeValues: values }),
  };
}
