import type { ExtensionKey } from './extension/model.ts';
import { keyPath } from './key-path.ts';

export type StreamScope = { readonly tenant: string; readonly connection: string; readonly stream: string };

export type Fence = { readonly lease: string; readonly token: number };

export type RunKey = { readonly tenant: string; readonly connection: string; readonly run: number };
export type RunStatus = 'running' | 'succeeded' | 'partial' | 'failed';

export type Run = RunKey & {
  readonly status: RunStatus;
  readonly trigger: string;
  /** The registration of the connector this run is pinned to. */
  readonly connector: string;
  readonly registration: number;
  /** The registration of the tenant's extension this run is pinned to; absent where the tenant has none. */
  readonly extension?: number;
  readonly mode: 'incremental' | 'full';
  readonly streams: readonly string[];
  /** Executions so far; the last is the present one. */
  readonly executions: readonly string[];
  /** Fence of the present execution, so that the sweeper can renew or free its lease. */
  readonly fence: Fence;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly results?: readonly StreamResult[];
  readonly error?: RunError;
};

/** What the run's streams are extended by. */
export function extensionOf({ tenant, extension }: Run): ExtensionKey | undefined {
  return extension === undefined ? undefined : { tenant, number: extension };
}

export type RunError = { readonly name: string; readonly code?: string; readonly message: string };

export type StreamResult = {
  readonly stream: string;
  readonly ok: boolean;
  readonly records: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly watermark?: string;
  readonly error?: RunError;
};

/** A declared batch: the promise that `count` records will each have an outcome. */
export type Manifest = StreamScope & {
  readonly run: number;
  readonly batch: number;
  /** Contains the digest of the content. */
  readonly id: string;
  readonly count: number;
  readonly digest: string;
  readonly blob: string;
  readonly bytes: number;
  readonly declaredAt: string;
  /** When the pointer to it was last accepted by the topic, and how often it was. */
  readonly publishedAt?: string;
  readonly publishes: number;
  /**
   * Indexes of the records whose position must reach the store even where nothing changed, because an older version of
   * them may still be under way; absent: of none.
   */
  readonly touches?: readonly number[] | 'all';
  /** What is stored of its records was stored minutes ago, so that a lookup need not see the last seconds. */
  readonly mayLag?: true;
  /** Digest of the content since records in it were erased; the declared one stays, as part of the batch's id. */
  readonly rewritten?: string;
};

/** Where a stream's extraction stands; moves only together with the declaration of the batches before it. */
export type Continuation = {
  /** Batches and records declared so far: what settlement must account for. */
  readonly batches: number;
  readonly records: number;
  /** State of the paginator for the next page; absent before the first and after the last. */
  readonly next?: unknown;
  readonly done: boolean;
  readonly pages: number;
  /** The ERP's clock at the first answer. */
  readonly erpTime?: string;
  /** The ERP's clock at the latest answer. */
  readonly lastErpTime?: string;
  readonly greatestCursor?: string;
  readonly expectedRecords?: number;
  readonly startedAt: string;
  readonly updatedAt: string;
};

/** What became of each record of a batch. */
export type BatchOutcome = {
  readonly batchId: string;
  /** One letter per record, in the order of the batch; core/outcome.ts says which. */
  readonly outcomes: string;
  /** Events of this batch, and how many of them the topics accepted. */
  readonly events: number;
  readonly eventsAcknowledged: number;
  readonly at: string;
};

/** The lease that keeps runs of one connection from overlapping. */
export function connectionLease(tenant: string, connection: string): string {
  return keyPath('connection', tenant, connection);
}

/** Longer than the longest function call (15 min on AWS), so that work in a live execution never loses it. */
export const leaseMs: number = 16 * 60_000;

/**
 * How long a batch of a run that has ended may still come: dead letters live for 14 days, and what was redriven lives
 * anew, so that older ones are refused. Until then unchanged records of its stream are written, see docs/adr/0004.
 */
export const leftoverMs: number = 14 * 24 * 3_600_000;
