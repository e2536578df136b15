import type { BatchOutcome, Manifest, Run, RunKey, RunStatus } from '../../core/run.ts';
import type { Row } from './database.ts';

export const runColumns: readonly string[] = [
  'tenant',
  'connection',
  'run',
  'status',
  'trigger',
  'connector',
  'registration',
  'mode',
  'streams',
  'executions',
  'lease',
  'lease_token',
  'started_at',
  'ended_at',
  'results',
  'error',
  'extension',
];

export const manifestColumns: readonly string[] = [
  'stream',
  'batch',
  'id',
  'count',
  'digest',
  'blob',
  'bytes',
  'declared_at',
  'published_at',
  'publishes',
  'touches',
  'may_lag',
  'rewritten',
];

/** `?, ?, …` for as many columns. */
export function placeholders(columns: readonly string[]): string {
  return columns.map(() => '?').join(', ');
}

const parsed = <T>(row: Row, column: string): T => JSON.parse(String(row[column])) as T;

export function runOf(row: Row): Run {
  return {
    tenant: String(row['tenant']),
    connection: String(row['connection']),
    run: Number(row['run']),
    status: row['status'] as RunStatus,
    trigger: String(row['trigger']),
    connector: String(row['connector']),
    registration: Number(row['registration']),
    mode: row['mode'] as Run['mode'],
    streams: parsed(row, 'streams'),
    executions: parsed(row, 'executions'),
    fence: { lease: String(row['lease']), token: Number(row['lease_token']) },
    startedAt: String(row['started_at']),
    ...(row['ended_at'] !== null && { endedAt: String(row['ended_at']) }),
    ...(row['results'] !== null && { results: parsed(row, 'results') }),
    ...(row['error'] !== null && { error: parsed(row, 'error') }),
    ...(row['extension'] !== null && { extension: Number(row['extension']) }),
  };
}

export function manifestOf(key: RunKey, row: Row): Manifest {
  return {
    tenant: key.tenant,
    connection: key.connection,
    run: key.run,
    stream: String(row['stream']),
    batch: Number(row['batch']),
    id: String(row['id']),
    count: Number(row['count']),
    digest: String(row['digest']),
    blob: String(row['blob']),
    bytes: Number(row['bytes']),
    declaredAt: String(row['declared_at']),
    ...(row['published_at'] !== null && { publishedAt: String(row['published_at']) }),
    publishes: Number(row['publishes']),
    ...(row['touches'] !== null && { touches: parsed<NonNullable<Manifest['touches']>>(row, 'touches') }),
    ...(row['may_lag'] === 1 && { mayLag: true }),
    ...(row['rewritten'] !== null && { rewritten: String(row['rewritten']) }),
  };
}

export function outcomeOf(row: Row): BatchOutcome {
  return {
    batchId: String(row['batch_id']),
    outcomes: String(row['outcomes']),
    events: Number(row['events']),
    eventsAcknowledged: Number(row['events_acknowledged']),
    at: String(row['at']),
  };
}
