import { parseStateError, type StateError } from '../core/errors.ts';
import { parseBatchMessage } from '../core/messages.ts';
import { countOutcomes } from '../core/outcome.ts';
import type { RunError, RunKey } from '../core/run.ts';
import { ownRun } from '../platform/connection-lease.ts';
import type { Clock, Documents, Executions, Ledger, MessageHandler } from '../platform/ports.ts';
import { describeUnsettled, settlementOf } from './settlement.ts';

export type SettleDeps = {
  readonly ledger: Ledger;
  readonly documents: Documents;
  readonly executions: Executions;
  readonly clock: Clock;
};

/** A stream as the state machine leaves it after extraction. */
export type StreamRead = { readonly stream: string; readonly ok: boolean; readonly error?: StateError };

/** Whether a stream's records all have their outcomes; what Commit goes by. */
export type StreamSettlement = {
  readonly stream: string;
  readonly settled: boolean;
  readonly records: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly error?: RunError;
};

/** A run that waits in Settle. */
export type Settling = {
  readonly key: RunKey;
  readonly token: string;
  readonly results: readonly StreamRead[];
  readonly since: string;
};

const collection = 'settling';
const settlingId = (key: RunKey): string => `${key.connection}/${key.run}`;

/** The Settle state: remembers who waits, and looks at once, because the last receipt may have come already. */
export async function beginSettle(
  deps: SettleDeps,
  execution: string,
  key: RunKey,
  results: readonly StreamRead[],
  token: string,
): Promise<object> {
  await ownRun(deps.ledger, key, execution);
  const settling: Settling = { key, token, results, since: deps.clock.now().toISOString() };
  await deps.documents.put(key.tenant, collection, settlingId(key), settling);
  await settleIfComplete(deps, settling);
  return {};
}

/** The SettleLate state: waits no longer, and says what is settled and what is not. */
export async function settleNow(
  deps: SettleDeps,
  execution: string,
  key: RunKey,
  results: readonly StreamRead[],
): Promise<{ readonly streams: readonly StreamSettlement[] }> {
  await ownRun(deps.ledger, key, execution);
  await forgetSettling(deps.documents, key);
  return { streams: await settleStreams(deps.ledger, key, results) };
}

/** Nobody waits for this run any more. */
export async function forgetSettling(documents: Documents, key: RunKey): Promise<void> {
  await documents.delete(key.tenant, collection, settlingId(key));
}

/** Handles receipts: each may be the last one its run waits for. */
export function receiptHandler(deps: SettleDeps): MessageHandler {
  return async (messages) => {
    const runs = new Map<string, RunKey>();
    const unreadable: string[] = [];
    for (const message of messages) {
      try {
        const { tenant, connection, run } = parseBatchMessage(message.body);
        runs.set(`${tenant}/${connection}/${run}`, { tenant, connection, run });
      } catch {
        unreadable.push(message.id);
      }
    }
    for (const key of runs.values()) {
      const document = await deps.documents.get(key.tenant, collection, settlingId(key));
      if (document) await settleIfComplete(deps, document.value as Settling);
    }
    return unreadable;
  };
}

/** All runs that wait in Settle. */
export async function settlingRuns(documents: Documents): Promise<readonly Settling[]> {
  const lists = await Promise.all(
    (await documents.tenants(collection)).map((tenant) => documents.list(tenant, collection)),
  );
  return lists.flat().map((document) => document.value as Settling);
}

/** Completes the token when nothing is pending any more. */
export async function settleIfComplete(deps: SettleDeps, settling: Settling): Promise<boolean> {
  if ((await deps.ledger.pending(settling.key, 1)).length > 0) return false;
  await completeSettle(deps, settling);
  return true;
}

/** Completes the token with what is settled and what is not; the latter by name. */
export async function completeSettle(deps: SettleDeps, settling: Settling): Promise<void> {
  const streams = await settleStreams(deps.ledger, settling.key, settling.results);
  await deps.executions.succeedTask(settling.token, { streams });
  // A newer execution of the run may wait under the same id by now.
  const stored = await deps.documents.get(settling.key.tenant, collection, settlingId(settling.key));
  if ((stored?.value as Settling | undefined)?.token !== settling.token) return;
  await forgetSettling(deps.documents, settling.key);
}

async function settleStreams(
  ledger: Ledger,
  key: RunKey,
  results: readonly StreamRead[],
): Promise<readonly StreamSettlement[]> {
  const streams: StreamSettlement[] = [];
  for (const read of results) streams.push(await settleStream(ledger, key, read));
  return streams;
}

async function settleStream(ledger: Ledger, key: RunKey, read: StreamRead): Promise<StreamSettlement> {
  const { stream } = read;
  const continuation = await ledger.continuation(key, stream);
  const outcomes = await ledger.outcomes(key, stream);
  const counts = countOutcomes(outcomes.map((outcome) => outcome.outcomes));
  const known = { stream, records: continuation?.records ?? 0, outcomes: counts };
  if (!read.ok) return { ...known, settled: false, error: parseStateError(read.error ?? { Error: 'Unknown' }) };
  if (!continuation?.done)
    return {
      ...known,
      settled: false,
      error: { name: 'NotSettled', code: 'not-read', message: `Stream ${stream} was not read to its end.` },
    };
  const settlement = settlementOf(continuation, await ledger.manifests(key, stream), outcomes);
  if (settlement.settled) return { ...known, settled: true };
  return {
    ...known,
    settled: false,
    error: { name: 'NotSettled', code: 'not-settled', message: describeUnsettled(stream, settlement.unsettled) },
  };
}
