import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { StreamScope } from '../../core/run.ts';
import type { Blobs } from '../ports.ts';
import { blankLine, decodeBody, encodeBody } from '../record-body.ts';
import { calling } from './aws-fault.ts';
import type { AwsBlobs } from './blobs.ts';
import { eachAtMost } from './each-at-most.ts';
import { bodyKey } from './record-bodies.ts';
import { identifierPartition, identifierSortKey, recordPartition, recordSortKey } from './record-keys.ts';
import { pagesOfFullRows } from './record-queries.ts';
import { identifiersIn, type RecordRow } from './record-rows.ts';
import type { StreamCounts } from './stream-counts.ts';
import type { Table } from './table.ts';
import { deleteRow } from './writes.ts';

const atOnce = 16;
const rowsPerPage = 1_000;

/** Removes records with the rows of their identifiers; gives how many there were. */
export async function removeRecords(
  { table, counts }: { readonly table: Table; readonly counts: StreamCounts },
  scope: StreamScope,
  keys: readonly string[],
): Promise<number> {
  let [removed, full] = [0, 0];
  await eachAtMost(atOnce, [...new Set(keys)].map(recordSortKey), async (sk) => {
    const command = new DeleteCommand({
      TableName: table.name,
      Key: { pk: recordPartition(scope), sk },
      ReturnValues: 'ALL_OLD',
    });
    const row = (await calling('removing a record', () => table.client.send(command))).Attributes as
      | RecordRow
      | undefined;
    if (row === undefined) return;
    removed += 1;
    if (row.b !== undefined) full += 1;
    for (const identifier of identifiersIn(row)) {
      const key = { pk: identifierPartition(scope.tenant, identifier), sk: identifierSortKey(scope, sk) };
      await deleteRow(table, 'removing an identifier', key);
    }
  });
  await counts.add(scope, -full);
  return removed;
}

/** Blanks the lines of bodies that no record points to, and removes bodies that nothing points to; young ones are left. */
export async function scrubBodies(
  { table, blobs }: { readonly table: Table; readonly blobs: AwsBlobs },
  scope: StreamScope,
  quietSince: Date,
): Promise<{ readonly blanked: number; readonly left: number }> {
  const names: { readonly key: string; readonly young: boolean }[] = [];
  for await (const { key, modified } of blobs.objects(bodyKey(scope, '').replace(/\.zst$/, '')))
    names.push({ key, young: modified > quietSince });
  const lived = new Map<string, Set<number>>();
  for await (const rows of pagesOfFullRows(table, scope, undefined, rowsPerPage))
    for (const { b, l } of rows) lived.set(bodyKey(scope, b), (lived.get(bodyKey(scope, b)) ?? new Set()).add(l));
  let [blanked, left] = [0, 0];
  await eachAtMost(atOnce, names, async ({ key, young }) => {
    const lines = await readLines(blobs, key);
    const live = lived.get(key);
    const dead = lines.filter((line, index) => line !== blankLine && !live?.has(index)).length;
    if (dead === 0) return;
    if (young) left += 1;
    else {
      blanked += dead;
      const kept = lines.map((line, index) => (live?.has(index) ? line : blankLine));
      if (live === undefined) await blobs.delete(key);
      else await blobs.put(key, encodeBody(kept));
    }
  });
  return { blanked, left };
}

async function readLines(blobs: Blobs, key: string): Promise<readonly string[]> {
  const content = await blobs.get(key);
  return content === undefined ? [] : decodeBody(content);
}
