import type { Run, RunKey } from '../../core/run.ts';
import { runName, runUnknown } from '../ledger-faults.ts';
import type { Clock } from '../ports.ts';
import { headKey, runRowKey } from './ledger-keys.ts';
import { pack, unpack } from './packed.ts';
import { getRow, getRows, type Row } from './rows.ts';
import type { Table } from './table.ts';
import type { Write } from './writes.ts';

/** The row of a run: all of it in one value, and how often it was written, so that no writer overwrites another. */
export type StoredRun = { readonly run: Run; readonly writes: number };

const storedRun = (row: Row): StoredRun => ({ run: runOf(row), writes: Number(row['writes']) });

export function runOf(row: Row): Run {
  return unpack(row);
}

export async function getRun(table: Table, key: RunKey): Promise<StoredRun | undefined> {
  const row = await getRow(table, runRowKey(key));
  return row && storedRun(row);
}

/** Throws NotFound when there is no such run. */
export async function demandRun(table: Table, key: RunKey): Promise<StoredRun> {
  const stored = await getRun(table, key);
  if (!stored) throw runUnknown(key);
  return stored;
}

/** The runs that rows point to, in the order of the pointers. */
export async function runsBehind(table: Table, clock: Clock, pointers: readonly Row[]): Promise<readonly Run[]> {
  const keys = pointers.map((row) => runRowKey(keyIn(row)));
  const rows = new Map((await getRows(table, clock, keys)).map((row) => [`${row['pk']} ${row['sk']}`, row]));
  return keys.flatMap(({ pk, sk }) => {
    const row = rows.get(`${pk} ${sk}`);
    return row ? [runOf(row)] : [];
  });
}

function keyIn(row: Row): RunKey {
  return { tenant: String(row['tenant']), connection: String(row['connection']), run: Number(row['run']) };
}

/** What a row holds that points to a run. */
export function pointerTo({ tenant, connection, run }: RunKey): Row {
  return { tenant, connection, run };
}

/** Writes the run as it is from now on; refused when somebody wrote it since it was read. */
export function rewriteRun(run: Run, { writes }: StoredRun): Write {
  return {
    kind: 'update',
    ...{ key: runRowKey(run), change: 'SET #value = :value, writes = :next', condition: 'writes = :writes' },
    names: { '#value': 'value' },
    values: { ':value': packedRun(run), ':writes': writes, ':next': writes + 1 },
  };
}

export function newRunRow(run: Run): Write {
  return { kind: 'put', row: { ...runRowKey(run), value: packedRun(run), writes: 1 } };
}

function packedRun(run: Run): string | Uint8Array {
  return pack(`The ${runName(run)}`, run);
}

/** The condition on a connection's HEAD row under which this run is open. */
const openCondition = 'run = :run AND running = :yes';

/** The step of a transaction that lets it happen only while the run is open. */
export function openCheck(key: RunKey): Write {
  return { kind: 'check', key: headKey(key), condition: openCondition, values: { ':run': key.run, ':yes': true } };
}

/** Makes a run the last of its connection, and open; refused unless `last` is the last, and closed. */
export function openHead(key: RunKey, last: number): Write {
  const condition = last === 0 ? 'attribute_not_exists(pk)' : 'run = :last AND running = :no';
  return {
    ...{ kind: 'update', key: headKey(key), change: 'SET run = :run, running = :yes', condition },
    values: { ':run': key.run, ':yes': true, ...(last !== 0 && { ':last': last, ':no': false }) },
  };
}

/** Ends the open run; refused unless it is this one. */
export function closeHead(key: RunKey): Write {
  const values = { ':run': key.run, ':yes': true, ':no': false };
  return { kind: 'update', key: headKey(key), change: 'SET running = :no', condition: openCondition, values };
}
