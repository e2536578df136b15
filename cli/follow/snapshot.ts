import { countOutcomes, type OutcomeCounts } from '../../core/outcome.ts';
import type { Run } from '../../core/run.ts';
import type { Ledger } from '../../platform/ports.ts';

/** How far one stream of a run has come. */
export type StreamSnapshot = {
  readonly stream: string;
  /** Records read and declared. */
  readonly records: number;
  /** How many the ERP said it has for this read. */
  readonly expected?: number;
  /** Whether the last page is read. */
  readonly done: boolean;
  /** Records that have their outcome. */
  readonly processed: number;
  readonly outcomes: OutcomeCounts;
};

export type RunSnapshot = { readonly run: Run; readonly streams: readonly StreamSnapshot[] };

/** Reads from the ledger how far a run has come, from whichever process. */
export async function snapshotOf(ledger: Ledger, run: Run): Promise<RunSnapshot> {
  const streams: StreamSnapshot[] = [];
  for (const stream of run.streams) {
    const continuation = await ledger.continuation(run, stream);
    const letters = (await ledger.outcomes(run, stream)).map((outcome) => outcome.outcomes);
    const expected = continuation?.expectedRecords;
    streams.push({
      stream,
      records: continuation?.records ?? 0,
      ...(expected === undefined ? {} : { expected }),
      done: continuation?.done ?? false,
      processed: letters.reduce((total, batch) => total + batch.length, 0),
      outcomes: countOutcomes(letters),
    });
  }
  return { run, streams };
}
