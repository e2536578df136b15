import { TributaryError } from '../../core/errors.ts';
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
 * Processes a quarantined record again, at the position it was read, with the present mapping of connector and tenant. Its revision
 * is newer than what the old mapping made of it, and older than anything the ERP sent since, which therefore stays.
 */
export async function replayQuarantined(deps: ReplayDeps, record: QuarantinedRecord): Promise<ReplayResult> {
  // A newer version went through since the record was listed, or somebody dropped it.
  if (!(await findQuarantined(deps.documents, record))) return superseded;
  const registration = await getRegistration(deps, record.connector);
  const extension = await presentExtension(deps, record.tenant);
  const stream = await deps.compiler(record.connector, registration.number, record.stream, extension);
  await noteReplay(deps, record);
  const { letters } = await processUntilDecided(deps, stream, replayWork(record, stream.mappingVersion));
  if (letters === outcomeLetters.quarantined) {
    const still = await findQuarantined(deps.documents, record);
    return still ? { ok: false, code: still.code, reason: still.reason } : superseded;
  }
  await releaseQuarantined(deps.documents, record, record.key, record.revision);
  return { ok: true, became: becameOf(letters) };
}

const superseded: ReplayResult = { ok: true, became: 'superseded' };

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

function replayWork(record: QuarantinedRecord, version: number): BatchWork {
  const { tenant, connection, stream, connector, run, batch, key, text, index, at } = record;
  // A batch id of its own: the ids of messages and stored bodies must not meet those of the batch it came in.
  const batchId = `${record.batchId}/replay-${index}-${version}`;
  return {
    tenant,
    connection,
    stream,
    connector,
    run,
    batch,
    batchId,
    rawRef: record.rawRef,
    originalBatchId: record.batchId,
    time: at,
    records: [{ key, text, index }],
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
