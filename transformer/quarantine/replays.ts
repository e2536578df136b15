import { keyPath } from '../../core/key-path.ts';
import type { StreamScope } from '../../core/run.ts';
import type { Clock, Documents } from '../../platform/ports.ts';

type Deps = { readonly documents: Documents; readonly clock: Clock };

const collection = 'replays';
const replayId = ({ connection, stream }: StreamScope): string => keyPath(connection, stream);
/** Longer than a replay takes and a read lags. */
const latelyMs = 10 * 60_000;

/** Says, before a replay writes, that records of the stream are about to change apart from its runs. */
export async function noteReplay({ documents, clock }: Deps, scope: StreamScope): Promise<void> {
  await documents.put(scope.tenant, collection, replayId(scope), { at: clock.now().toISOString() });
}

/** Whether a lookup that may lag could miss what a replay stored. */
export async function wasReplayedLately({ documents, clock }: Deps, scope: StreamScope): Promise<boolean> {
  const noted = (await documents.get(scope.tenant, collection, replayId(scope)))?.value as
    | { readonly at: string }
    | undefined;
  return noted !== undefined && clock.now().getTime() - Date.parse(noted.at) < latelyMs;
}
