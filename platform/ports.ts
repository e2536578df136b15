import type { AttributeFilter } from '../core/attribute-filter.ts';
import type { FaultPoint } from '../core/fault-points.ts';
import type {
  BatchOutcome,
  Continuation,
  Fence,
  Manifest,
  Run,
  RunError,
  RunKey,
  RunStatus,
  StreamResult,
  StreamScope,
} from '../core/run.ts';
import type { Deliveries, Exports } from './consumer-ports.ts';
import type { RateLimiting } from './rate-budget-port.ts';
import type { LedgerRepair, QueueRedaction, RecordRemoval, Retention } from './removal-ports.ts';

export type { Deliveries, Delivery, Exports } from './consumer-ports.ts';

/**
 * What the services need of a platform. Two adapters exist for each port, both of them production code: platform/embedded
 * (SQLite and files, one machine) and platform/aws. One contract suite per port in test/contract runs on every adapter.
 *
 * Every method may throw PlatformUnavailable (try again) or StorageFailed (end the process). Every key starts with a tenant.
 */

export type Message = {
  readonly id: string;
  /** At most 200 KB of UTF-8; larger contents travel as a pointer to a blob. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** Messages that were not accepted, by index; all others are durable. */
export type PublishResult = { readonly failed: readonly { readonly index: number; readonly reason: string }[] };

export type Topics = {
  publish(topic: string, messages: readonly Message[]): Promise<PublishResult>;
  /**
   * Binds a queue to a topic; the same name again replaces its filter. Messages published from now on arrive. Throws
   * InvalidInput for a filter that filterProblems (core/attribute-filter.ts) does not let pass.
   */
  subscribe(subscription: TopicSubscription): Promise<void>;
  unsubscribe(name: string): Promise<void>;
  subscriptions(topic?: string): Promise<readonly TopicSubscription[]>;
};

/** Publishes until every message is accepted, or throws PlatformUnavailable; distributor/publish.ts makes one of Topics. */
export type Publish = (topic: string, messages: readonly Message[]) => Promise<void>;

export type TopicSubscription = {
  readonly name: string;
  readonly topic: string;
  readonly queue: string;
  readonly filter: AttributeFilter;
};

export type ReceivedMessage = Message & {
  /** Handle for acknowledge and release, valid until the visibility timeout ends. */
  readonly receipt: string;
  /** 1 on first delivery. */
  readonly receiveCount: number;
  readonly sentAt: string;
};

export type QueueOptions = {
  /** Seconds a received message stays hidden from other receivers. */
  readonly visibilitySeconds: number;
  /** Receives after which a message moves to the queue's dead letters (`<queue>.dead`). */
  readonly maxReceives: number;
};

export type QueueCounts = {
  readonly queue: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly oldestSentAt?: string;
};

/** Gets messages and returns the ids of those that failed; a throw fails them all. */
export type MessageHandler = (messages: readonly ReceivedMessage[], signal: AbortSignal) => Promise<readonly string[]>;

export type Consumer = { stop(): Promise<void> };

export type Queues = QueueRedaction & {
  /** Creates the queue and its dead letters, or updates the options. */
  ensure(queue: string, options: QueueOptions): Promise<void>;
  remove(queue: string): Promise<void>;
  send(queue: string, messages: readonly Message[]): Promise<PublishResult>;
  /** At most `max` messages, waiting up to `waitMs` for the first; once the signal is aborted none are taken any more. */
  receive(queue: string, max: number, waitMs: number, signal?: AbortSignal): Promise<readonly ReceivedMessage[]>;
  acknowledge(queue: string, receipts: readonly string[]): Promise<void>;
  /** Makes messages visible again after `delayMs`. */
  release(queue: string, receipts: readonly string[], delayMs: number): Promise<void>;
  /** Hands messages to `handler` until stopped; succeeded ones are acknowledged, failed ones become visible again. */
  consume(queue: string, handler: MessageHandler, options: { readonly batchSize: number }): Consumer;
  /** All queues, dead letters included. */
  counts(): Promise<readonly QueueCounts[]>;
};

export type Blobs = {
  /** The same key again replaces the content; half-written content is never seen. */
  put(key: string, content: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  delete(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<string>;
};

export type Identifier = { readonly scheme: string; readonly value: string };

/** A mapped entity as it is stored; `id` is unique per tenant, connection and entity. */
export type StoredEntity = {
  readonly entity: string;
  readonly id: string;
  readonly digest: string;
  readonly body: object;
  /** The JSON of `body`, where whoever made it has it at hand: then nobody need write it again. */
  readonly text?: string;
  readonly identifiers: readonly Identifier[];
};

export type RecordState = {
  readonly revision: string;
  readonly rawDigest: string;
  /** What became of the record at that revision. */
  readonly outcome: string;
  /** The entities it maps to: all that is known of them without reading their bodies. */
  readonly entities: readonly { readonly entity: string; readonly id: string; readonly digest: string }[];
};

export type RecordWrite = {
  readonly key: string;
  readonly revision: string;
  readonly rawDigest: string;
  readonly outcome: string;
  /** Absent: only revision, outcome and raw digest move; the stored entities stay. */
  readonly entities?: readonly StoredEntity[];
  /** The revision that was stored when this was decided (or an earlier write of the same call); absent: there was none. */
  readonly basedOn?: string;
};

/**
 * What became of a write. `superseded`: the stored revision is the same or greater. `moved`: it is older, but not the one
 * that the write was decided on, so that it has to be decided anew.
 */
export type Applied = 'written' | 'superseded' | 'moved';

export type StoredRecord = StreamScope & {
  readonly key: string;
  readonly revision: string;
  readonly entities: readonly StoredEntity[];
};

export type RecordStore = RecordRemoval & {
  /**
   * In the order of `keys`. With `mayLag` the answer may leave out what was written in the last seconds, which costs half
   * on DynamoDB; whoever asks so must know that nothing was, or be told by `apply`.
   */
  lookup(
    scope: StreamScope,
    keys: readonly string[],
    options?: { readonly mayLag?: boolean },
  ): Promise<readonly (RecordState | undefined)[]>;
  /** Writes each record that is newer than the stored one and decided on it. Repeating a call that failed is harmless. */
  apply(scope: StreamScope, batchId: string, writes: readonly RecordWrite[]): Promise<readonly Applied[]>;
  read(scope: StreamScope, key: string): Promise<StoredRecord | undefined>;
  byIdentifier(tenant: string, identifier: Identifier): Promise<readonly StoredRecord[]>;
  /** In key order, after `after`; only records that have entities. */
  scan(scope: StreamScope, after: string | undefined, limit: number): Promise<readonly StoredRecord[]>;
  /** Streams that hold records, and about how many. */
  streams(tenant: string): Promise<readonly (StreamScope & { readonly records: number })[]>;
};

export type Ledger = LedgerRepair & {
  /** Opens the next run of a connection, or gives the open one again with the execution added. Throws FenceLost. */
  openRun(
    run: Omit<Run, 'run' | 'status' | 'executions' | 'startedAt' | 'fence'>,
    execution: string,
    fence: Fence,
  ): Promise<Run>;
  run(key: RunKey): Promise<Run | undefined>;
  /** Newest first; of one connection, or of all of the tenant's. */
  runs(tenant: string, connection: string | undefined, limit: number): Promise<readonly Run[]>;
  openRuns(): Promise<readonly Run[]>;
  /** Ends the run and moves the watermarks of `results` that carry one, in one transaction. Throws FenceLost. */
  closeRun(
    key: RunKey,
    end: { readonly status: RunStatus; readonly results: readonly StreamResult[]; readonly error?: RunError },
    fence: Fence,
  ): Promise<void>;
  continuation(key: RunKey, stream: string): Promise<Continuation | undefined>;
  /** Adds the manifests and moves the continuation in one transaction. Throws FenceLost; a batch number that exists is refused. */
  declare(
    key: RunKey,
    stream: string,
    manifests: readonly Manifest[],
    continuation: Continuation,
    fence: Fence,
  ): Promise<void>;
  manifests(key: RunKey, stream: string): Promise<readonly Manifest[]>;
  manifest(key: RunKey, stream: string, batch: number): Promise<Manifest | undefined>;
  /** Adds one to `publishes` and sets `publishedAt`. */
  markPublished(key: RunKey, stream: string, batches: readonly number[]): Promise<void>;
  /** Manifests of the run that were never published or have no outcome; at most `limit`, in order of stream and batch. */
  pending(key: RunKey, limit: number): Promise<readonly Manifest[]>;
  /** The first outcome of a batch stays. */
  writeOutcome(key: RunKey, stream: string, outcome: BatchOutcome): Promise<void>;
  outcome(key: RunKey, stream: string, batchId: string): Promise<BatchOutcome | undefined>;
  outcomes(key: RunKey, stream: string): Promise<readonly BatchOutcome[]>;
  watermark(scope: StreamScope): Promise<string | undefined>;
  /** The next run of the connection reads everything: it may be another account from now on. */
  forgetWatermarks(tenant: string, connection: string): Promise<void>;
};

export type LeaseResult =
  | { readonly ok: true; readonly fence: Fence }
  | { readonly ok: false; readonly holder: string; readonly until: string; readonly fence: Fence };
export type CachedToken = { readonly value: string; readonly expiresAt: string };

export type Coordination = RateLimiting & {
  /** Fence tokens of one lease only grow, also over its expiry and release. */
  acquire(lease: string, holder: string, ttlMs: number): Promise<LeaseResult>;
  /** False when the fence is lost. */
  renew(fence: Fence, ttlMs: number): Promise<boolean>;
  release(fence: Fence): Promise<void>;
  /** True while this fence is the newest and its lease has not expired. */
  holds(fence: Fence): Promise<boolean>;
  /** The cached token if it is fresh and not `rejected`; otherwise refreshes it, one refresh at a time over all processes. */
  token(name: string, refresh: () => Promise<CachedToken>, options?: { readonly rejected?: string }): Promise<string>;
};

export type Document = { readonly id: string; readonly value: object; readonly version: number };

/** Small, seldom changed things: connectors, connections, drift, quarantine, subscriptions, audit. */
export type Documents = {
  get(tenant: string, collection: string, id: string): Promise<Document | undefined>;
  /** `ifVersion: 0` means: only if it does not exist. False when the stored version differs. */
  put(tenant: string, collection: string, id: string, value: object, ifVersion?: number): Promise<boolean>;
  delete(tenant: string, collection: string, id: string): Promise<void>;
  /** In id order; ids that start with `prefix`, after `after`. */
  list(
    tenant: string,
    collection: string,
    options?: { readonly prefix?: string; readonly after?: string; readonly limit?: number },
  ): Promise<readonly Document[]>;
  count(tenant: string, collection: string, prefix?: string): Promise<number>;
  tenants(collection: string): Promise<readonly string[]>;
};

export type Secrets = {
  /** `connector` says whose functions may read it, where the platform keeps them apart. */
  put(tenant: string, name: string, values: Readonly<Record<string, string>>, connector: string): Promise<void>;
  get(tenant: string, name: string): Promise<Readonly<Record<string, string>> | undefined>;
  delete(tenant: string, name: string): Promise<void>;
};

export type ScheduleEntry = {
  readonly tenant: string;
  /** Of the connection. */
  readonly name: string;
  /** Whose Sync machine is started. */
  readonly connector: string;
  /** `{ every: '1m' }` or a five-field cron expression with an IANA time zone. */
  readonly when: { readonly every: string } | { readonly cron: string; readonly timezone?: string };
};

export type Schedules = {
  put(entry: ScheduleEntry): Promise<void>;
  remove(tenant: string, name: string): Promise<void>;
  list(tenant?: string): Promise<readonly (ScheduleEntry & { readonly nextAt?: string })[]>;
};

export type ExecutionStatus = 'running' | 'succeeded' | 'failed' | 'stopped';
export type Execution = {
  readonly id: string;
  readonly status: ExecutionStatus;
  readonly input: object;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly output?: unknown;
  readonly error?: RunError;
};
export type ExecutionEvent = {
  readonly at: string;
  readonly type: string;
  readonly state?: string;
  readonly detail?: unknown;
};

export type Executions = {
  /** Starts the Sync machine of a connector and gives the execution's id; the same name again starts nothing. */
  start(connector: string, name: string, input: object): Promise<string>;
  describe(id: string): Promise<Execution | undefined>;
  /** Oldest first. */
  history(id: string): Promise<readonly ExecutionEvent[]>;
  stop(id: string, reason: string): Promise<void>;
  /** Completes a task that waits for its token; false when it no longer waits. */
  succeedTask(token: string, output: object): Promise<boolean>;
  failTask(token: string, error: RunError): Promise<boolean>;
};

export type Clock = { now(): Date; sleep(ms: number, signal?: AbortSignal): Promise<void> };
/** Unique ids for messages, executions and holders of leases. */
export type Ids = { next(): string };

export type Platform = {
  readonly topics: Topics;
  readonly queues: Queues;
  readonly deliveries: Deliveries;
  readonly exports: Exports;
  readonly blobs: Blobs;
  readonly records: RecordStore;
  readonly ledger: Ledger;
  readonly coordination: Coordination;
  readonly documents: Documents;
  readonly secrets: Secrets;
  readonly schedules: Schedules;
  readonly executions: Executions;
  readonly retention: Retention;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Called at each arrow of a batch's way; see core/fault-points.ts. */
  readonly checkpoint: (point: FaultPoint) => void;
};
