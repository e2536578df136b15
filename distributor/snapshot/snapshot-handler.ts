import { TributaryError } from '../../core/errors.ts';
import { snapshotQueue } from '../../core/topic-names.ts';
import type { Clock, Documents, Ids, Message, MessageHandler, Queues } from '../../platform/ports.ts';
import { runSnapshot, type SnapshotDeps } from './run-snapshot.ts';
import { listSnapshots, type Snapshot } from './snapshots.ts';

/** A snapshot that has not moved for so long is begun again where it stood: whoever worked on it has died. */
const staleMs = 120_000;

export type StartDeps = {
  readonly documents: Documents;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly ids: Ids;
};

/** Asks for the next part of each snapshot that is due and that nobody works on; the sweep does so. */
export async function startDueSnapshots(deps: StartDeps): Promise<void> {
  const now = deps.clock.now().getTime();
  const due = (await listSnapshots(deps.documents)).filter(({ status, notBefore, updatedAt }) =>
    status === 'waiting'
      ? Date.parse(notBefore) <= now
      : status === 'running' && now - Date.parse(updatedAt) >= staleMs,
  );
  if (due.length > 0)
    await request(
      deps.queues,
      due.map((snapshot) => requestOf(snapshot, deps.ids)),
    );
}

/** Sends parts of the snapshots that messages name, for as long as there is time; then asks for the rest. */
export function snapshotHandler(deps: SnapshotDeps & { readonly ids: Ids }): MessageHandler {
  return async (messages, signal) => {
    for (const message of messages) {
      const { subscription, id } = JSON.parse(message.body) as Pick<Snapshot, 'subscription' | 'id'>;
      const finished = await runSnapshot(deps, subscription, id, signal);
      if (!finished) await request(deps.queues, [requestOf({ subscription, id }, deps.ids)]);
    }
    return [];
  };
}

function requestOf({ subscription, id }: Pick<Snapshot, 'subscription' | 'id'>, ids: Ids): Message {
  return { id: ids.next(), body: JSON.stringify({ subscription, id }), attributes: {} };
}

async function request(queues: Queues, messages: readonly Message[]): Promise<void> {
  const { failed } = await queues.send(snapshotQueue, messages);
  if (failed.length === 0) return;
  const message = `The queue of snapshots refused a message: ${failed[0]?.reason}.`;
  throw new TributaryError('PlatformUnavailable', { code: 'snapshot-not-asked', message });
}
