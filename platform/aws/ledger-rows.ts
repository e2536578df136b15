import type { BatchOutcome, Manifest, RunKey } from '../../core/run.ts';
import { manifestKey, outcomeKey, outcomesPrefix } from './ledger-keys.ts';
import type { Key, Row } from './rows.ts';

/** A manifest as a row: under 1 KB, so that writing it costs the least there is, unless it touches many records. */
export function manifestRow(key: RunKey, stream: string, manifest: Manifest): Key & Row {
  const { batch, id, count, digest, blob, bytes, declaredAt, publishedAt, publishes, touches, mayLag } = manifest;
  return {
    ...manifestKey(key, stream, batch),
    ...{ stream, batch, id, count, digest, blob, bytes, declaredAt, publishedAt, publishes },
    ...(touches !== undefined && { touches: JSON.stringify(touches) }),
    ...(mayLag && { mayLag }),
  };
}

export function manifestOf({ tenant, connection, run }: RunKey, row: Row): Manifest {
  return {
    ...{ tenant, connection, run, stream: String(row['stream']), batch: Number(row['batch']), id: String(row['id']) },
    ...{ count: Number(row['count']), digest: String(row['digest']), blob: String(row['blob']) },
    ...{ bytes: Number(row['bytes']), declaredAt: String(row['declaredAt']), publishes: Number(row['publishes']) },
    ...(row['publishedAt'] !== undefined && { publishedAt: String(row['publishedAt']) }),
    ...(row['touches'] !== undefined && { touches: JSON.parse(String(row['touches'])) }),
    ...(row['mayLag'] === true && { mayLag: true }),
    ...(row['rewritten'] !== undefined && { rewritten: String(row['rewritten']) }),
  };
}

export function outcomeRow(key: RunKey, stream: string, outcome: BatchOutcome): Key & Row {
  const { batchId, outcomes, events, eventsAcknowledged, at } = outcome;
  return { ...outcomeKey(key, stream, batchId), outcomes, events, eventsAcknowledged, at };
}

export function outcomeOf(stream: string, row: Row): BatchOutcome {
  return {
    batchId: String(row['sk']).slice(outcomesPrefix(stream).length),
    outcomes: String(row['outcomes']),
    events: Number(row['events']),
    eventsAcknowledged: Number(row['eventsAcknowledged']),
    at: String(row['at']),
  };
}
