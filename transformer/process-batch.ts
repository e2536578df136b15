import { TributaryError } from '../core/errors.ts';
import { type Outcome, outcomeLetters } from '../core/outcome.ts';
import { formatRevision } from '../core/position.ts';
import type { RawRecord } from '../core/raw-batch.ts';
import type { Manifest, StreamScope } from '../core/run.ts';
import type { Platform, Publish, RecordState, RecordWrite } from '../platform/ports.ts';
import { changeMessages, type OriginatedChange } from './change-messages.ts';
import type { CompiledStream } from './compiled-stream.ts';
import { policyFor } from './drift/classify.ts';
import { noteDrift } from './drift/note-drift.ts';
import { withoutErased } from './erasure/without-erased.ts';
import { type Decision, processRecord } from './process-record.ts';
import {
  allWaiting,
  putQuarantined,
  type QuarantinedRecord,
  releaseQuarantined,
  type WaitingKeys,
  waitingKeys,
} from './quarantine/quarantine.ts';
import { wasReplayedLately } from './quarantine/replays.ts';
import { reassert } from './reassert.ts';

export type ProcessDeps = Pick<Platform, 'documents' | 'records' | 'clock' | 'checkpoint'> & {
  readonly publish: Publish;
};

/** A raw record and where it stands in its batch. */
export type PositionedRecord = RawRecord & { readonly index: number };

/** Records of one raw batch: all of them, or one that is replayed from quarantine. */
export type BatchWork = StreamScope & {
  readonly connector: string;
  readonly run: number;
  readonly batch: number;
  readonly batchId: string;
  /** Of a replay: the batch the record came in. */
  readonly originalBatchId?: string;
  readonly rawRef: string;
  /** Time of the events: when the batch was declared, so that a second try says the same. */
  readonly time: string;
  readonly records: readonly PositionedRecord[];
  /** Which of the records are written even where nothing changed. */
  readonly touches?: Manifest['touches'];
  /** Whether nothing of them was stored in the last seconds, as far as runs and deliveries tell. */
  readonly mayLag?: boolean;
};

export type BatchResult = { readonly letters: string; readonly events: number };

type Item = {
  readonly record: PositionedRecord;
  readonly revision: string;
  readonly decision: Decision;
};

/**
 * Publishes the changes of the records, then stores them: a crash in between publishes the same ids again, while the
 * other order would lose them, because the record would look unchanged. Quarantined records are kept before the store
 * moves on, so that none can disappear. Throws PlatformUnavailable where another batch moved a record meanwhile.
 */
export async function processBatch(
  deps: ProcessDeps,
  compiled: CompiledStream,
  batch: BatchWork,
): Promise<BatchResult> {
  const { stream, work } = await withoutErased(deps.documents, compiled, batch);
  // Before the states: what leaves quarantine by a replay after this look is met by its write, what left it before by its state.
  const waiting = work.originalBatchId === undefined ? await waitingKeys(deps.documents, work) : allWaiting;
  const items = await decide(deps, stream, work, waiting);
  await handleDrift(deps, stream, work, items);
  const events = await publishChanges(deps, stream, work, items);
  deps.checkpoint('events-published');
  await keepRefused(deps, stream, work, items);
  const lost = await applyWrites(deps, work, items);
  deps.checkpoint('store-applied');
  await releasePassed(deps, work, items, waiting);
  const outcomeOf = (item: Item): Outcome => (lost.has(item) ? 'superseded' : item.decision.outcome);
  const superseded = items.filter((item) => outcomeOf(item) === 'superseded');
  const reasserted = await publishStored(deps, stream, work, superseded);
  return {
    letters: items.map((item) => outcomeLetters[outcomeOf(item)]).join(''),
    events: events + reasserted,
  };
}

async function decide(
  deps: ProcessDeps,
  stream: CompiledStream,
  work: BatchWork,
  waiting: WaitingKeys,
): Promise<readonly Item[]> {
  const keys = work.records.map((record) => record.key);
  const states = await deps.records.lookup(work, keys, { mayLag: await mayLag(deps, work, waiting) });
  const latest = new Map(keys.map((key, index) => [key, states[index]]));
  const listed = new Set(work.touches === 'all' ? [] : work.touches);
  return work.records.map((record) => {
    const { key, text, index } = record;
    const revision = formatRevision({ run: work.run, batch: work.batch, index }, stream.mappingVersion);
    const state = latest.get(key);
    const repeated = listed.has(index);
    const touch = repeated || work.touches === 'all' || waiting.has(key);
    const decision = processRecord(stream, { key, text, revision, touch, repeated }, state);
    // A key that stands twice in a batch meets what the first one leaves behind.
    if (decision.write) latest.set(key, stateAfter(state, decision.write));
    return { record, revision, decision };
  });
}

/** A record that is touched may have been stored by another batch of the run, one that was replayed by an operator. */
async function mayLag(deps: ProcessDeps, work: BatchWork, waiting: WaitingKeys): Promise<boolean> {
  if (work.mayLag !== true || work.touches !== undefined || waiting.any) return false;
  return !(await wasReplayedLately(deps, work));
}

function stateAfter(state: RecordState | undefined, write: RecordWrite): RecordState {
  const { revision, rawDigest, outcome } = write;
  return { revision, rawDigest, outcome, entities: write.entities ?? state?.entities ?? [] };
}

/** Tells of drift; where a policy says halt, nothing of the batch goes on, and the stream cannot settle. */
async function handleDrift(
  deps: ProcessDeps,
  stream: CompiledStream,
  work: BatchWork,
  items: readonly Item[],
): Promise<void> {
  const drifts = items.flatMap(({ decision }) => decision.drifts ?? []);
  if (drifts.length === 0) return;
  await noteDrift(deps, { ...work, mappingVersion: stream.mappingVersion }, drifts, stream.drift);
  const halting = drifts.find((drift) => policyFor(drift, stream.drift) === 'halt');
  if (!halting) return;
  const message = `Stream ${work.stream} of ${work.connection} is halted by its drift policy: ${halting.kind} at ${halting.path}. Mend schema and mapping, add the connector again, and run; or change the policy.`;
  throw new TributaryError('ErpContractBroken', { code: 'drift-halted', message });
}

async function publishChanges(
  deps: ProcessDeps,
  stream: CompiledStream,
  work: BatchWork,
  items: readonly Item[],
): Promise<number> {
  const { tenant, connection, run, batch, rawRef, time } = work;
  const changes = items.flatMap(({ record, revision, decision }) =>
    decision.changes.map((change) => ({
      change,
      origin: {
        tenant,
        connection,
        stream: work.stream,
        key: record.key,
        revision,
        run,
        batch,
        mappingVersion: stream.mappingVersion,
        rawRef,
        time,
      },
    })),
  );
  return publishAll(deps, work.batchId, changes);
}

/**
 * For what lost against a newer version, by the store's word or in a race: says again what is stored. An earlier attempt
 * at the batch may have been heard, and nothing tells for sure: a pointer that is published twice is two messages.
 */
async function publishStored(
  deps: ProcessDeps,
  stream: CompiledStream,
  work: BatchWork,
  superseded: readonly Item[],
): Promise<number> {
  if (superseded.length === 0) return 0;
  const changes = await reassert(deps.records, stream, { ...work, records: superseded.map(({ record }) => record) });
  return publishAll(deps, `${work.batchId}/stored`, changes);
}

async function publishAll(deps: ProcessDeps, batchId: string, changes: readonly OriginatedChange[]): Promise<number> {
  for (const { topic, messages } of changeMessages(batchId, changes)) await deps.publish(topic, messages);
  return changes.length;
}

/** Keeps what cannot be processed. */
async function keepRefused(
  deps: ProcessDeps,
  stream: CompiledStream,
  work: BatchWork,
  items: readonly Item[],
): Promise<void> {
  const { tenant, connection, connector, run, batch, rawRef, time } = work;
  const batchId = work.originalBatchId ?? work.batchId;
  for (const { record, revision, decision } of items) {
    if (!decision.refusal) continue;
    const { key, index, text } = record;
    const quarantined: QuarantinedRecord = {
      ...{ tenant, connection, stream: work.stream, key, connector, run, batch, index, batchId, rawRef, revision },
      ...{ mappingVersion: stream.mappingVersion, ...decision.refusal, text, at: time },
    };
    await putQuarantined(deps.documents, quarantined);
  }
}

/**
 * Lets go of refused records of which a newer version went through; after the store has that version, because until then
 * a record in quarantine is what makes a second try write it.
 */
async function releasePassed(
  deps: ProcessDeps,
  work: BatchWork,
  items: readonly Item[],
  waiting: WaitingKeys,
): Promise<void> {
  for (const { record, revision, decision } of items) {
    const passed = !decision.refusal && decision.outcome !== 'superseded';
    if (passed && waiting.has(record.key)) await releaseQuarantined(deps.documents, work, record.key, revision);
  }
}

/** Writes what is newer than the store; gives the records that lost against something newer still. */
async function applyWrites(deps: ProcessDeps, work: BatchWork, items: readonly Item[]): Promise<ReadonlySet<Item>> {
  const writing = items.filter((item) => item.decision.write !== undefined);
  const writes = writing.map((item) => item.decision.write).filter((write) => write !== undefined);
  const applied = writes.length === 0 ? [] : await deps.records.apply(work, work.batchId, writes);
  if (applied.includes('moved')) throw moved(work);
  const superseded = writing.filter((_item, index) => applied[index] === 'superseded');
  if (superseded.length === 0) return new Set();
  // Another delivery of the batch, or a request that was sent twice, may have written the very same revision.
  const states = await deps.records.lookup(
    work,
    superseded.map(({ record }) => record.key),
  );
  return new Set(superseded.filter(({ revision }, index) => states[index]?.revision !== revision));
}

/** The next delivery decides the whole batch anew: what is written by now is met as a second delivery meets it. */
function moved({ batchId }: BatchWork): TributaryError {
  const message = `While batch ${batchId} was processed, another batch wrote an older version of one of its records: it is processed again.`;
  return new TributaryError('PlatformUnavailable', { code: 'record-moved', message });
}
