import { runSnapshot } from '../../distributor/snapshot/run-snapshot.ts';
import { readSnapshot, type Snapshot } from '../../distributor/snapshot/snapshots.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Installation } from '../installation.ts';
import { snapshotText } from './shown-lines.ts';

/**
 * Follows a snapshot to its end, telling each step; where nobody works on the data directory, this process sends it.
 * Interrupted, it leaves the snapshot to whoever works.
 */
export async function followSnapshot(context: Context, installation: Installation, asked: Snapshot): Promise<ExitCode> {
  const { signal } = context.io;
  const tell = teller(context);
  tell(asked);
  const last = installation.worker()
    ? await watch(installation, asked, tell, signal)
    : await send(installation, asked, tell, signal);
  if (last?.status === 'done' && last.id === asked.id) {
    if (context.json) context.emit({ type: 'result', ...last, version: undefined });
    return exitCodes.done;
  }
  context.say('It goes on by itself as soon as a worker runs.');
  return exitCodes.unsuccessful;
}

function teller({ say, emit }: Context): (snapshot: Snapshot) => void {
  let told = '';
  return (snapshot) => {
    const text = snapshotText(snapshot);
    if (text === told) return;
    told = text;
    say(`snapshot ${text}`);
    if (snapshot.status !== 'done') emit({ type: 'progress', ...snapshot, version: undefined });
  };
}

type Tell = (snapshot: Snapshot) => void;

async function watch(
  { platform, pollMs }: Installation,
  { subscription, id }: Snapshot,
  tell: Tell,
  signal: AbortSignal,
): Promise<Snapshot | undefined> {
  for (;;) {
    const snapshot = await readSnapshot(platform.documents, subscription);
    if (snapshot?.id === id) tell(snapshot);
    if (snapshot?.id !== id || snapshot.status === 'done' || signal.aborted) return snapshot;
    await platform.clock.sleep(pollMs, signal).catch(() => undefined);
  }
}

async function send(
  { platform }: Installation,
  { subscription, id, notBefore }: Snapshot,
  tell: Tell,
  signal: AbortSignal,
): Promise<Snapshot | undefined> {
  const waitMs = Date.parse(notBefore) - platform.clock.now().getTime();
  if (waitMs > 0) await platform.clock.sleep(waitMs, signal).catch(() => undefined);
  await runSnapshot(platform, subscription, id, signal, tell);
  return readSnapshot(platform.documents, subscription);
}
