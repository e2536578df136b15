import { outcomeLetters } from '../../core/outcome.ts';
import { type Catalogue, getRegistration } from '../../platform/catalogue.ts';
import type { StreamCompiler } from '../compiled-stream.ts';
import { type BatchWork, type ProcessDeps, processBatch } from '../process-batch.ts';
import { getQuarantined, type QuarantinedRecord, quarantineId, releaseQuarantined } from './quarantine.ts';

export type ReplayDeps = ProcessDeps & Catalogue & { readonly compiler: StreamCompiler };

export type ReplayResult =
  | { readonly ok: true; readonly became: 'stored' | 'unchanged' | 'filtered' | 'superseded' }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/**
 * Processes a quarantined record again, at the position it was read, with the connector's present mapping. Its revision
 * is newer than what the old mapping made of it, and older than anything the ERP sent since, which therefore stays.
 */
export async function replayQuarantined(deps: ReplayDeps, record: QuarantinedRecord): Promise<ReplayResult> {
  const registration = await getRegistration(deps, record.connector);
  const version = registration.mappingVersions[record.stream] ?? 1;
  const stream = await deps.compiler(record.connector, registration.number, record.stream);
  const { letters } = await processBatch(deps, stream, replayWork(record, version));
  if (letters === outcomeLetters.quarantined) {
    const still = await getQuarantined(deps.documents, record.tenant, quarantineId(record, record.key));
    return { ok: false, code: still.code, reason: still.reason };
  }
  await releaseQuarantined(deps.documents, record, record.key, record.revision);
  return { ok: true, became: becameOf(letters) };
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
    again: false,
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
