import type { RunKey, StreamScope } from '../../core/run.ts';
import { type Key, keyOf, keyPart } from './rows.ts';

/**
 * Where the ledger's rows stand. A connection's partition: `HEAD` (its last run, and whether that is open), `R#<run>`,
 * `W` (its watermarks). A run's partition: `C#<stream>`, `M#<stream>#<batch>`, `O#<stream>#<batch id>`. Lists over
 * connections: `OPEN` (open runs) and `RT#<tenant>` (all runs by their start).
 */
type ConnectionKey = Pick<RunKey, 'tenant' | 'connection'>;

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0');

export const runsPrefix = 'R#';
export const continuationsPrefix = 'C#';
export const openRunsPartition = 'OPEN';

export function connectionPartition({ tenant, connection }: ConnectionKey): string {
  return keyOf('C', tenant, connection);
}

export function headKey(key: ConnectionKey): Key {
  return { pk: connectionPartition(key), sk: 'HEAD' };
}

export function runRowKey(key: RunKey): Key {
  return { pk: connectionPartition(key), sk: `${runsPrefix}${padded(key.run, 12)}` };
}

/** No run begins with a smaller number than one more than this row's. */
export const runFloorKey: Key = { pk: 'FLOOR', sk: '-' };

export function watermarksKey(key: ConnectionKey): Key {
  return { pk: connectionPartition(key), sk: 'W' };
}

export function openRunKey({ tenant, connection }: ConnectionKey): Key {
  return { pk: openRunsPartition, sk: `${keyPart(tenant)}#${keyPart(connection)}` };
}

export function tenantRunsPartition(tenant: string): string {
  return keyOf('RT', tenant);
}

/** In the order in which runs began. */
export function tenantRunKey(key: RunKey, startedAt: string): Key {
  return { pk: tenantRunsPartition(key.tenant), sk: `${startedAt}#${keyPart(key.connection)}#${padded(key.run, 12)}` };
}

export function runPartition({ tenant, connection, run }: RunKey): string {
  return keyOf('RUN', tenant, connection, String(run));
}

export function continuationKey(key: RunKey, stream: StreamScope['stream']): Key {
  return { pk: runPartition(key), sk: `${continuationsPrefix}${keyPart(stream)}` };
}

export function manifestsPrefix(stream: string): string {
  return `M#${keyPart(stream)}#`;
}

export function manifestKey(key: RunKey, stream: string, batch: number): Key {
  return { pk: runPartition(key), sk: `${manifestsPrefix(stream)}${padded(batch, 9)}` };
}

export function outcomesPrefix(stream: string): string {
  return `O#${keyPart(stream)}#`;
}

export function outcomeKey(key: RunKey, stream: string, batchId: string): Key {
  return { pk: runPartition(key), sk: `${outcomesPrefix(stream)}${batchId}` };
}
