import type { Clock, Ledger } from '../ports.ts';
import { beginEpoch } from './epoch.ts';
import { type KnownRuns, knownRuns } from './known-runs.ts';
import { leasesIn } from './leases.ts';
import { outcomeKey, outcomesPrefix, runPartition, watermarksKey } from './ledger-keys.ts';
import { outcomeOf, outcomeRow } from './ledger-rows.ts';
import { manifestsIn } from './manifests.ts';
import { pendingBatches } from './pending-batches.ts';
import { getRow, queryRows, startingWith } from './rows.ts';
import { runsIn, watermarkOf } from './runs.ts';
import type { Table } from './table.ts';
import { deleteRow, despiteConflicts, putRow } from './writes.ts';

type Outcomes = Pick<Ledger, 'writeOutcome' | 'outcome' | 'outcomes' | 'watermark' | 'forgetWatermarks'>;

/** The ledger over DynamoDB. Fences are checked in the same transaction as what they guard. */
export function awsLedger(table: Table, clock: Clock): Ledger {
  const known = knownRuns(table);
  const runs = runsIn(table, clock, leasesIn(table, clock).holds);
  return {
    ...runs,
    run: async (key) => {
      const run = await runs.run(key);
      if (run) known.note(key);
      return run;
    },
    ...manifestsIn(table, clock, known),
    beginEpoch: (margin, error) => beginEpoch(table, clock, runs, margin, error),
    pending: (key, limit) => pendingBatches(table, clock, key, limit),
    ...outcomesIn(table, clock, known),
  };
}

function outcomesIn(table: Table, clock: Clock, known: KnownRuns): Outcomes {
  return {
    writeOutcome: async (key, stream, outcome) => {
      await known.demand(key);
      await putRow(table, `writing the outcome of batch ${outcome.batchId}`, outcomeRow(key, stream, outcome), true);
    },
    outcome: async (key, stream, batchId) => {
      const row = await getRow(table, outcomeKey(key, stream, batchId));
      return row && outcomeOf(stream, row);
    },
    outcomes: async (key, stream) => {
      const rows = await queryRows(table, startingWith(runPartition(key), outcomesPrefix(stream)));
      return rows.map((row) => outcomeOf(stream, row));
    },
    watermark: async (scope) => {
      const value = (await getRow(table, watermarksKey(scope)))?.[watermarkOf(scope.stream)];
      return value === undefined ? undefined : String(value);
    },
    forgetWatermarks: async (tenant, connection) => {
      const what = `forgetting the watermarks of connection ${connection}`;
      await despiteConflicts(clock, what, () => deleteRow(table, what, watermarksKey({ tenant, connection })));
    },
  };
}
