import type { Run, RunError, RunKey } from '../../core/run.ts';
import type { RunRequest } from '../../distributor/start-run.ts';
import type { Installation } from '../installation.ts';
import { runName } from '../output/run-document.ts';
import type { ProgressView } from './progress-view.ts';
import { snapshotOf } from './snapshot.ts';

/** What came of a request for a run. */
export type Followed =
  | { readonly kind: 'ended'; readonly run: Run }
  /** Plan decided that there is nothing to do now. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** It failed before there was a run. */
  | { readonly kind: 'failed'; readonly error: RunError }
  /** The user asked to stop; where another process or AWS does the work, it goes on. */
  | { readonly kind: 'interrupted'; readonly elsewhere: boolean; readonly run?: RunKey }
  /** The process that worked on it has ended; the next worker continues. */
  | { readonly kind: 'deserted'; readonly run?: RunKey };

export type FollowOptions = {
  readonly installation: Installation;
  readonly view: ProgressView;
  readonly signal: AbortSignal;
  /** Whether this process is not the worker, so that the one that is must be watched. */
  readonly elsewhere: boolean;
  /** When this process began: a run that was open before had been interrupted. */
  readonly since: Date;
};

/** Looking may take at most a tenth of the time: long runs have many batches to count. */
const pollCost = 10;

/** Waits for the run that an execution opens or continues, and follows it to its end. */
export async function followExecution(
  options: FollowOptions,
  request: RunRequest,
  execution: string,
): Promise<Followed> {
  const { platform } = options.installation;
  const found = await poll<Followed | Run>(options, undefined, async () => {
    // Described before looking: what has ended has opened its run by then, and a newer one may have begun since.
    const described = await platform.executions.describe(execution);
    const latest = await platform.ledger.runs(request.tenant, request.connection, 20);
    const own = latest.find((run) => run.executions.includes(execution));
    if (own) return own;
    if (described === undefined || described.status === 'running') return undefined;
    if (described.status === 'succeeded') return { kind: 'skipped', reason: reasonOf(described.output) };
    const error = described.error ?? { name: 'Error', message: 'The execution ended without a word.' };
    return { kind: 'failed', error };
  });
  if ('kind' in found) return found;
  if (found.executions[0] !== execution) noteContinued(options, found);
  return followRun(options, found);
}

/** Whether the run began before this process. */
export function wasOpenBefore({ since }: FollowOptions, run: Run): boolean {
  return Date.parse(run.startedAt) < since.getTime();
}

export function noteContinued({ view }: FollowOptions, run: Run): void {
  view.note(`run ${runName(run)} (${run.trigger}) had been interrupted and is continued`);
}

/** Follows a run to its end, over as many executions as it takes. */
export async function followRun(options: FollowOptions, key: RunKey): Promise<Followed> {
  const { installation, view } = options;
  const { platform } = installation;
  return poll<Followed>(options, key, async () => {
    const run = await platform.ledger.run(key);
    if (!run) return { kind: 'failed', error: { name: 'NotFound', message: `Run ${key.run} is gone.` } };
    view.show(await snapshotOf(platform.ledger, run), platform.clock.now());
    return run.status === 'running' ? undefined : { kind: 'ended', run };
  });
}

async function poll<T>(
  { installation, signal, elsewhere }: FollowOptions,
  run: RunKey | undefined,
  look: () => Promise<T | undefined>,
): Promise<T | Followed> {
  const known = run === undefined ? {} : { run };
  for (;;) {
    if (signal.aborted) return { kind: 'interrupted', elsewhere, ...known };
    const begin = performance.now();
    // Asked before looking: what ended between the two is seen by the look.
    const deserted = elsewhere && installation.worker() === undefined;
    const found = await look();
    if (found !== undefined) return found;
    if (deserted) return { kind: 'deserted', ...known };
    const pause = Math.max(installation.pollMs, (performance.now() - begin) * pollCost);
    await installation.platform.clock.sleep(pause, signal).catch(() => undefined);
  }
}

function reasonOf(output: unknown): string {
  const reason = output !== null && typeof output === 'object' && 'reason' in output ? output.reason : undefined;
  return typeof reason === 'string' && reason !== '' ? reason : 'there was nothing to do';
}
