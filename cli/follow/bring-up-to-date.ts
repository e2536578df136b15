import type { Run } from '../../core/run.ts';
import type { RunRequest } from '../../distributor/start-run.ts';
import { getArtefact, getConnection, getRegistration } from '../../platform/catalogue.ts';
import type { Platform } from '../../platform/ports.ts';
import type { Installation } from '../installation.ts';
import { runName } from '../output/run-document.ts';
import {
  type Followed,
  type FollowOptions,
  followExecution,
  followRun,
  noteContinued,
  wasOpenBefore,
} from './follow-run.ts';
import type { ProgressView } from './progress-view.ts';

/**
 * Asks for a run and works on it until it has ended, or watches whoever does: another process, or AWS. On a data
 * directory the request waits in a queue, so that it does not matter which of two processes becomes the worker.
 */
export async function bringUpToDate(
  installation: Installation,
  request: RunRequest,
  view: ProgressView,
  signal: AbortSignal,
): Promise<Followed> {
  const since = installation.platform.clock.now();
  let execution = await installation.requestRun(request);
  for (;;) {
    const worker = await installation.workHere();
    try {
      const followed = await followRequest(
        { installation, view, signal, elsewhere: worker === undefined, since },
        request,
        execution,
      );
      if (followed.kind !== 'deserted') return followed;
    } finally {
      view.end();
      await worker?.stop();
    }
    // The process that was at it has ended, as a "run" does after its own: somebody must go on, and it may be this one.
    execution = await installation.requestRun(request);
  }
}

/**
 * Follows what comes of a request. A run that had been interrupted is finished first: if it does what was asked, that is
 * the answer; otherwise the request is made again. A run that is under way, or has just ended, answers the request only
 * if it does what was asked.
 */
export async function followRequest(options: FollowOptions, request: RunRequest, execution: string): Promise<Followed> {
  const { installation, view } = options;
  const { platform } = installation;
  const wanted = await wantedStreams(platform, request);
  const does = (run: Run): boolean =>
    (request.mode === 'incremental' || run.mode === 'full') && wanted.every((stream) => run.streams.includes(stream));
  let followed = await followExecution(options, request, execution);
  if (followed.kind === 'skipped') {
    const [other] = await platform.ledger.runs(request.tenant, request.connection, 1);
    const open = other?.status === 'running';
    const interrupted = open && !options.elsewhere && wasOpenBefore(options, other);
    if (open && !interrupted && !does(other)) return followed;
    if (!other || (!open && !(hasEndedSince(options, other) && does(other)))) return askAgain(options, request);
    if (interrupted) noteContinued(options, other);
    else view.note(`run ${runName(other)} (${other.trigger}) was under way already: following that one`);
    followed = await followRun(options, other);
  }
  if (followed.kind !== 'ended' || does(followed.run)) return followed;
  view.note(`run ${runName(followed.run)} is finished (${followed.run.status}); now the one asked for`);
  return followRequest(options, request, await installation.requestRun(request));
}

function hasEndedSince({ since }: FollowOptions, { endedAt }: Run): boolean {
  return endedAt !== undefined && Date.parse(endedAt) >= since.getTime();
}

/** Who was in the way has ended, or has not come to open its run yet. */
async function askAgain(options: FollowOptions, request: RunRequest): Promise<Followed> {
  const { installation, signal, elsewhere } = options;
  await installation.platform.clock.sleep(installation.pollMs, signal).catch(() => undefined);
  if (signal.aborted) return { kind: 'interrupted', elsewhere };
  return followRequest(options, request, await installation.requestRun(request));
}

/** Those asked for, or else all that the connection reads. */
async function wantedStreams(platform: Platform, request: RunRequest): Promise<readonly string[]> {
  if (request.streams.length > 0) return request.streams;
  const { connector, streams } = await getConnection(platform, request.tenant, request.connection);
  if (streams) return streams;
  const { digest } = await getRegistration(platform, connector);
  return Object.keys((await getArtefact(platform, digest)).definition.streams);
}
