import { digest } from '../../core/digest.ts';
import { isNamed, TributaryError } from '../../core/errors.ts';
import { outcomeLetters } from '../../core/outcome.ts';
import { type Catalogue, getRegistration } from '../../platform/catalogue.ts';
import { presentExtension } from '../../platform/extensions.ts';
import type { CompiledStream, StreamCompiler } from '../compiled-stream.ts';
import { type BatchResult, type BatchWork, type ProcessDeps, processBatch } from '../process-batch.ts';
import { findQuarantined, type QuarantinedRecord, releaseQuarantined } from './quarantine.ts';
import { noteReplay } from './replays.ts';

export type ReplayDeps = ProcessDeps & Catalogue & { readonly compiler: StreamCompiler };

export type ReplayResult =
  | { readonly ok: true; readonly became: 'stored' | 'unchanged' | 'filtered' | 'superseded' }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/**
 * Processes quarantined records of one tenant again, at the positions they were read, with the present mappings
 * of connector and tenant. Their revisions are newer than what the old mapping made of them, and older than anything the ERP sent since,
 * which therefore stays. Records of one batch go together; what stops them, such as a stream that is gone, keeps no others.
 */
export async function replayQuarantined(
  deps: ReplayDeps,
  records: readonly QuarantinedRecord[],
): Promise<readonly ReplayResult[]> {
  const results = new Map<QuarantinedRecord, ReplayResult>();
  const batches = Map.groupBy(records, ({ connection, stream, batchId }) => `${connection}/${stream}/${batchId}`);
  for (const unordered of batches.values()) {
    const batch = unordered.toSorted((one, other) => one.index - other.index);
    const replayed = await replayBatch(deps, batch);
    for (const [index, record] of batch.entries()) results.set(record, replayed[index] ?? superseded);
  }
  return records.map((record) => results.get(record) ?? superseded);
}

const superseded: ReplayResult = { ok: true, became: 'superseded' };

async function replayBatch(deps: ReplayDeps, batch: readonly QuarantinedRecord[]): Promise<readonly ReplayResult[]> {
  // A newer version went through since the record was listed, or somebody dropped it.
  const waiting = await Promise.all(
    batch.map(async (record) => (await findQuarantined(deps.documents, record)) !== undefined),
  );
  const [first, ...rest] = batch.filter((_record, index) => waiting[index]);
  const replayed = first ? await replayTogether(deps, [first, ...rest]) : [];
  let next = 0;
  return waiting.map((waits) => (waits ? replayed[next++] : undefined) ?? superseded);
}

type Batch = readonly [QuarantinedRecord, ...QuarantinedRecord[]];

async function replayTogether(deps: ReplayDeps, batch: Batch): Promise<readonly ReplayResult[]> {
  const [{ tenant, connector, stream: name }] = batch;
  try {
    const registration = await getRegistration(deps, connector);
    const extension = await presentExtension(deps, tenant);
    const stream = await deps.compiler(connector, registration.number, name, extension);
    await noteReplay(deps, batch[0]);
    const { letters } = await processUntilDecided(deps, stream, replayWork(batch, stream.mappingVersion));
    return await Promise.all(batch.map((record, index) => resultOf(deps, record, letters[index] ?? '')));
  } catch (error) {
    if (isNamed(error, 'StorageFailed') || !(error instanceof TributaryError)) throw error;
    const { code, message } = error;
    return batch.map(() => ({ ok: false, code, reason: message }));
  }
}

async function resultOf(deps: ReplayDeps, record: QuarantinedRecord, letter: string): Promise<ReplayResult> {
  if (letter === outcomeLetters.quarantined) {
    const still = await findQuarantined(deps.documents, record);
    return still ? { ok: false, code: still.code, reason: still.reason } : superseded;
  }
  await releaseQuarantined(deps.documents, record, record.key, record.revision);
  return { ok: true, became: becameOf(letter) };
}

/** How often a record may be moved by others before the operator is told to try again. */
const attempts = 5;

/** A batch that is moved is delivered again; here nobody but this function would try again, and its event may be out. */
async function processUntilDecided(deps: ReplayDeps, stream: CompiledStream, work: BatchWork): Promise<BatchResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await processBatch(deps, stream, work);
    } catch (error) {
      const moved = error instanceof TributaryError && error.code === 'record-moved';
      if (!moved || attempt === attempts) throw error;
    }
  }
}

function replayWork(batch: Batch, version: number): BatchWork {
  const [{ tenant, connection, stream, connector, run, batch: number, batchId, rawRef, at }] = batch;
  const records = batch.map(({ key, text, index }) => ({ key, text, index }));
  // A batch id of its own, also for other records of the same batch: the ids of messages and stored bodies must not meet.
  const which = digest(records.map(({ index }) => index).join());
  return {
    ...{ tenant, connection, stream, connector, run, batch: number, rawRef, records },
    batchId: `${batchId}/replay-${which}-${version}`,
    originalBatchId: batchId,
    time: at,
  };
}

function becameOf(letter: string): 'stored' | 'unchanged' | 'filtered' | 'superseded' {
  switch (letter) {
    case outcomeLetters.superseded:
      return 'superseded';
    case outcomeLetters.filtered:
      return 'filtered';
    case outcomeLetters.created:
    case outcomeLetters.updated:
      return 'stored';
    default:
      return 'unchanged';
  }
}
