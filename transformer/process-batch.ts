import { TributaryError } from '../core/errors.ts';
import { outcomeLetters } from '../core/outcome.ts';
import { formatRevision } from '../core/position.ts';
import type { RawRecord } from '../core/raw-batch.ts';
import type { StreamScope } from '../core/run.ts';
import type { Platform, Publish, RecordState, RecordWrite } from '../platform/ports.ts';
import { changeMessages, type OriginatedChange } from './change-messages.ts';
import type { CompiledStream } from './compiled-stream.ts';
import { noteDrift } from './drift/note-drift.ts';
import { type Decision, processRecord } from './process-record.ts';
import {
  countQuarantined,
  putQuarantined,
  type QuarantinedRecord,
  releaseQuarantined,
} from './quarantine/quarantine.ts';
import { reassert } from './reassert.ts';

export type ProcessDeps = Pick<Platform, 'documents' | 'records' | 'checkpoint'> & { readonly publish: Publish };

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
  /** Whether an earlier attempt may have published and failed before the store was written. */
  readonly again: boolean;
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
 * moves on, so that none can disappear.
 */
export async function processBatch(deps: ProcessDeps, stream: CompiledStream, work: BatchWork): Promise<BatchResult> {
  const items = await decide(deps, stream, work);
  await handleDrift(deps, stream, work, items);
  const events = await publishChanges(deps, stream, work, items);
  deps.checkpoint('events-published');
  await keepQuarantined(deps, stream, work, items);
  const { lost, heard } = await applyWrites(deps, work, items);
  deps.checkpoint('store-applied');
  const reasserted = await publishStored(deps, stream, work, heard);
  const letterOf = (item: Item): string => outcomeLetters[lost.has(item) ? 'superseded' : item.decision.outcome];
  return { letters: items.map(letterOf).join(''), events: events + reasserted };
}

async function decide(deps: ProcessDeps, stream: CompiledStream, work: BatchWork): Promise<readonly Item[]> {
  const keys = work.records.map((record) => record.key);
  const states = await deps.records.lookup(work, keys);
  const latest = new Map(keys.map((key, index) => [key, states[index]]));
  return work.records.map((record) => {
    const revision = formatRevision({ run: work.run, batch: work.batch, index: record.index }, stream.mappingVersion);
    const state = latest.get(record.key);
    const decision = processRecord(stream, { key: record.key, text: record.text, revision }, state);
    // A key that stands twice in a batch meets what the first one leaves behind.
    if (decision.write) latest.set(record.key, stateAfter(state, decision.write));
    return { record, revision, decision };
  });
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
  const halting = drifts.find((drift) => stream.drift[drift.class] === 'halt');
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

/** For what lost against a newer version, by the store's word or in a race: says again what is stored. */
async function publishStored(
  deps: ProcessDeps,
  stream: CompiledStream,
  work: BatchWork,
  lost: readonly Item[],
): Promise<number> {
  if (lost.length === 0) return 0;
  const changes = await reassert(deps.records, stream, { ...work, records: lost.map(({ record }) => record) });
  return publishAll(deps, `${work.batchId}/stored`, changes);
}

async function publishAll(deps: ProcessDeps, batchId: string, changes: readonly OriginatedChange[]): Promise<number> {
  for (const { topic, messages } of changeMessages(batchId, changes)) await deps.publish(topic, messages);
  return changes.length;
}

/** Keeps refused records, and lets go of those of which a newer version went through. */
async function keepQuarantined(
  deps: ProcessDeps,
  stream: CompiledStream,
  work: BatchWork,
  items: readonly Item[],
): Promise<void> {
  const { tenant, connection, connector, run, batch, rawRef, time } = work;
  const batchId = work.originalBatchId ?? work.batchId;
  const anyHere = (await countQuarantined(deps.documents, work)) > 0;
  for (const { record, revision, decision } of items) {
    if (decision.refusal) {
      const quarantined: QuarantinedRecord = {
        ...{
          tenant,
          connection,
          stream: work.stream,
          key: record.key,
          connector,
          run,
          batch,
          index: record.index,
          batchId,
          rawRef,
        },
        ...{ revision, mappingVersion: stream.mappingVersion, ...decision.refusal, text: record.text, at: time },
      };
      await putQuarantined(deps.documents, quarantined);
    } else if (anyHere && decision.outcome !== 'superseded')
      await releaseQuarantined(deps.documents, work, record.key, revision);
  }
}

/** Writes what is newer than the store; gives the records that lost and of which consumers may have heard. */
async function applyWrites(
  deps: ProcessDeps,
  work: BatchWork,
  items: readonly Item[],
): Promise<{ readonly lost: ReadonlySet<Item>; readonly heard: readonly Item[] }> {
  const writing = items.filter((item) => item.decision.write !== undefined);
  const writes = writing.map((item) => item.decision.write).filter((write) => write !== undefined);
  const written = writes.length === 0 ? [] : await deps.records.apply(work, work.batchId, writes);
  const lost = new Set(writing.filter((_item, index) => written[index] === false));
  const superseded = work.again ? items.filter((item) => item.decision.outcome === 'superseded') : [];
  return { lost, heard: [...lost, ...superseded] };
}
