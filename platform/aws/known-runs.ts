import type { RunKey } from '../../core/run.ts';
import { runPartition } from './ledger-keys.ts';
import { demandRun } from './run-rows.ts';
import type { Table } from './table.ts';

/** Which runs this process has seen: runs do not go away, so that each is asked for once. */
export type KnownRuns = {
  note(key: RunKey): void;
  /** Throws NotFound when there is no such run. */
  demand(key: RunKey): Promise<void>;
};

const most = 1_000;

export function knownRuns(table: Table): KnownRuns {
  const seen = new Set<string>();
  const note = (key: RunKey): void => {
    if (seen.size >= most) seen.clear();
    seen.add(runPartition(key));
  };
  return {
    note,
    demand: async (key) => {
      if (seen.has(runPartition(key))) return;
      await demandRun(table, key);
      note(key);
    },
  };
}
