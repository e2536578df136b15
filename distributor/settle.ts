import type { StateError } from '../core/errors.ts';
import { keyPath } from '../core/key-path.ts';
import { parseBatchMessage } from '../core/messages.ts';
import type { RunKey } from '../core/run.ts';
import { ownRun } from '../platform/connection-lease.ts';
import type { Clock, Documents, Executions, Ledger, MessageHandler } from '../platform/ports.ts';
import { type ContinueDeps, continued, maxExecutions, startNext } from './continue-run.ts';

export type SettleDeps = {
  readonly ledger: Ledger;
  readonly documents: Documents;
  readonly executions: Executions;
  readonly clock: Clock;
};

/** A stream as the state machine leaves it after extraction. */
export type StreamRead = {
  readonly stream: string;
  readonly ok: boolean;
  /** The execution had no more visits for it. */
  readonly later?: boolean;
  readonly error?: StateError;
};

/** What the machine goes on with: on to Commit, or to its end, because the next execution continues the run. */
export type SettleOutput = { readonly outcome: 'settled' | 'continued' };

const settled: SettleOutput = { outcome: 'settled' };

/** A run that waits in Settle. */
export type Settling = {
  readonly key: RunKey;
  readonly token: string;
  readonly since: string;
};

const collection = 'settling';
const settlingId = (key: RunKey): string => keyPath(key.connection, key.run);

/**
 * The Settle state: remembers who waits, and looks at once, because the last receipt may have come already. Where a
 * stream is to be read on, there is nothing to wait for: the next execution of the run is started.
 */
export async function beginSettle(
  deps: SettleDeps & ContinueDeps,
  execution: string,
  key: RunKey,
  results: readonly StreamRead[],
  token: string,
): Promise<object> {
  const run = await ownRun(deps.ledger, key, execution);
  if (results.some(({ later }) => later) && run.executions.length < maxExecutions) {
    await startNext(deps, run);
    await deps.executions.succeedTask(token, continued);
    return {};
  }
  const settling: Settling = { key, token, since: deps.clock.now().toISOString() };
  await deps.documents.put(key.tenant, collection, settlingId(key), settling);
  await settleIfComplete(deps, settling);
  return {};
}

/** The SettleLate state: waits no longer; Commit says what is settled and what is not. */
export async function settleNow(
  deps: Pick<SettleDeps, 'ledger' | 'documents'>,
  execution: string,
  key: RunKey,
): Promise<SettleOutput> {
  await ownRun(deps.ledger, key, execution);
  await forgetSettling(deps.documents, key);
  return settled;
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
        runs.set(keyPath(tenant, connection, run), { tenant, connection, run });
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

/** Lets the machine go on to Commit, which names what is not settled. */
export async function completeSettle(
  deps: Pick<SettleDeps, 'documents' | 'executions'>,
  settling: Settling,
): Promise<void> {
  await deps.executions.succeedTask(settling.token, settled);
  // A newer execution of the run may wait under the same id by now.
  const stored = await deps.documents.get(settling.key.tenant, collection, settlingId(settling.key));
  if ((stored?.value as Settling | undefined)?.token !== settling.token) return;
  await forgetSettling(deps.documents, settling.key);
}
