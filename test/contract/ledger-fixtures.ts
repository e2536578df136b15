import type { BatchOutcome, Continuation, Fence, Manifest, Run, RunKey, StreamResult } from '../../core/run.ts';
import type { Coordination, Documents, Ledger } from '../../platform/ports.ts';
import type { forEachTest } from './under-test.ts';

export type LedgerPorts = {
  readonly ledger: Ledger;
  readonly coordination: Coordination;
  readonly documents: Documents;
};
export type WithLedger = ReturnType<typeof forEachTest<LedgerPorts>>;

export const wanted = {
  tenant: 'acme',
  connection: 'main',
  trigger: 'manual',
  connector: 'demo',
  registration: 1,
  mode: 'incremental',
  streams: ['parties', 'projects'],
} as const;
export const ttlMs = 60_000;

export const manifest = (run: RunKey, batch: number, stream = 'parties'): Manifest => ({
  ...{ tenant: run.tenant, connection: run.connection, run: run.run, stream, batch },
  id: `${stream}-${run.run}-${batch}`,
  count: 200,
  digest: 'digest',
  blob: `raw/${batch}`,
  bytes: 1234,
  declaredAt: '2026-01-01T00:00:00.000Z',
  publishes: 0,
});
export const continuation = (batches: number, done = false): Continuation => ({
  batches,
  records: batches * 200,
  ...(done ? {} : { next: { skip: batches * 200 } }),
  done,
  pages: batches,
  startedAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});
export const outcome = (batchId: string, outcomes = 'ccuu'): BatchOutcome => ({
  ...{ batchId, outcomes, events: 4, eventsAcknowledged: 4 },
  at: '2026-01-01T00:00:01.000Z',
});
export const result = (stream: string, watermark?: string): StreamResult => ({
  ...{ stream, ok: true, records: 200, outcomes: { created: 200 }, seconds: 1.5 },
  ...(watermark === undefined ? {} : { watermark }),
});

/** Takes the lease of a connection. */
export async function fenced({ coordination }: LedgerPorts, holder = 'e1', connection = 'main'): Promise<Fence> {
  const lease = await coordination.acquire(`connection/acme/${connection}`, holder, ttlMs);
  if (!lease.ok) throw new Error(`held by ${lease.holder}`);
  return lease.fence;
}

/** Opens a run. */
export async function opened(ports: LedgerPorts): Promise<{ readonly fence: Fence; readonly run: Run }> {
  const fence = await fenced(ports);
  return { fence, run: await ports.ledger.openRun(wanted, 'e1', fence) };
}
