import type { RetentionKind } from '../core/retention.ts';
import type { RunError, RunKey, StreamScope } from '../core/run.ts';

/* Parts of the ports in ports.ts: what retention, restores and erasures need, and nobody else. */

/** Of the ledger. */
export type LedgerRepair = {
  /**
   * For a ledger that was restored from an earlier state, while nothing else works on it: ends open runs as failed with
   * `error`, and makes the numbers of all runs to come (of connections to come, too) and all fence tokens greater by
   * more than `margin` than any there is. Throws InvalidInput where no numbers are left.
   */
  beginEpoch(margin: number, error: RunError): Promise<{ readonly ended: number; readonly nextRun: number }>;
  /** From now on a blob with this digest passes for the batch, too: it is about to be rewritten without what is erased. */
  noteRewritten(key: RunKey, stream: string, batch: number, digest: string): Promise<void>;
};

/** Of the record store. */
export type RecordRemoval = {
  /** Removes records as if they had never been; says how many there were. */
  remove(scope: StreamScope, keys: readonly string[]): Promise<number>;
  /**
   * Blanks what records no longer say but a body of several records still holds. Bodies written after `quietSince` are
   * left, because their records may still be on the way; `left` says how many of them hold something of that kind.
   */
  scrub(scope: StreamScope, quietSince: Date): Promise<{ readonly blanked: number; readonly left: number }>;
  /** Every record of the stream counts as changed when it is read again, whatever it is then; says how many there are. */
  forgetDigests(scope: StreamScope): Promise<number>;
};

/** Of queues. */
export type QueueRedaction = {
  /**
   * Rewrites messages that wait, dead letters included, and those that topics keep: `edit` gives the body as it is to be,
   * the same where nothing changes, or undefined for a message that is to go. Gives how many changed or went per place.
   * With `dryRun` only counts, and where looking would count as a receive, dead letters alone. A message that somebody
   * works on at this moment may be missed where the platform hides it.
   */
  redact(
    edit: (message: {
      readonly body: string;
      readonly attributes: Readonly<Record<string, string>>;
    }) => string | undefined,
    options: { readonly dryRun: boolean },
  ): Promise<readonly { readonly place: string; readonly messages: number }[]>;
};

export type PruneRequest = {
  /** What ended, was sent or was last used before then goes; `tenants` have their own time. */
  readonly before: { readonly standard: Date; readonly tenants: ReadonlyMap<string, Date> };
  /** Batches without an outcome stay, with their run, until the run has ended that long ago: they may be redriven. */
  readonly unsettledBefore: Date;
  /** Whether a raw batch is needed for another reason, by the key of its blob. */
  readonly keeps: (blob: string) => boolean;
  /** Only says what would go. */
  readonly dryRun: boolean;
  /** Ends the work before it is done; the next call goes on. */
  readonly signal: AbortSignal;
};

/** What went; `complete` is false when there is more. Bytes are those of the contents, before any compression below. */
export type Pruned = { readonly removed: number; readonly bytes: number; readonly complete: boolean };

/** Removes what has been kept long enough, in steps so short that nobody waits for them. */
export type Retention = {
  /**
   * Runs that are open, the last of each connection and the last good one always stay, so that run numbers only grow; a
   * raw batch stays as long as its manifest is needed. What a platform removes by itself is nothing to remove.
   */
  prune(kind: RetentionKind, request: PruneRequest): Promise<Pruned>;
  /** Nothing that was removed or replaced can be read any more from what the platform stores itself. */
  compact(): Promise<void>;
};
