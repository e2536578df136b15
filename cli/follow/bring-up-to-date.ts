import { isNamed } from '../../core/errors.ts';
import type { Run } from '../../core/run.ts';
import type { RunRequest } from '../../distributor/start-run.ts';
import { type Embedded, requestRun } from '../../infra/embedded.ts';
import type { Worker } from '../../infra/worker.ts';
import { getArtefact, getConnection, getRegistration } from '../../platform/catalogue.ts';
import type { EmbeddedPlatform } from '../../platform/embedded/platform.ts';
import { runningWorker } from '../../platform/embedded/worker-lock.ts';
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

const askAgainMs = 200;

/** The worker of the directory: this process, or undefined while another one is. */
export async function workHere(embedded: Embedded): Promise<Worker | undefined> {
  if (runningWorker(embedded.platform.directory.path)) return undefined;
  try {
    return await embedded.worker({ schedules: false });
  } catch (error) {
    if (isNamed(error, 'InvalidInput') && (error as { readonly code?: string }).code === 'directory-in-use')
      return undefined;
    throw error;
  }
}

/**
 * Asks for a run and works on it until it has ended, or watches the process that does. The request waits in a queue, so
 * that it does not matter which of two processes becomes the worker.
 */
export async function bringUpToDate(
  embedded: Embedded,
  request: RunRequest,
  view: ProgressView,
  signal: AbortSignal,
): Promise<Followed> {
  const { platform } = embedded;
  const since = platform.clock.now();
  let execution = await requestRun(platform, request);
  for (;;) {
    const worker = await workHere(embedded);
    try {
      const followed = await followRequest(
        { platform, view, signal, elsewhere: worker === undefined, since },
        request,
        execution,
      );
      if (followed.kind !== 'deserted') return followed;
    } finally {
      view.end();
      await worker?.stop();
    }
    // The process that was at it has ended, as a "run" does after its own: somebody must go on, and it may be this one.
    execution = await requestRun(platform, request);
  }
}

/**
 * Follows what comes of a request. A run that had been interrupted is finished first: if it does what was asked, that is
 * the answer; otherwise the request is made again. A run that is under way, or has just ended, answers the request only
 * if it does what was asked.
 */
export async function followRequest(options: FollowOptions, request: RunRequest, execution: string): Promise<Followed> {
  const { platform, view } = options;
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
  return followRequest(options, request, await requestRun(platform, request));
}

function hasEndedSince({ since }: FollowOptions, { endedAt }: Run): boolean {
  return endedAt !== undefined && Date.parse(endedAt) >= since.getTime();
}

/** Who was in the way has ended, or has not come to open its run yet. */
async function askAgain(options: FollowOptions, request: RunRequest): Promise<Followed> {
  const { platform, signal, elsewhere } = options;
  await platform.clock.sleep(askAgainMs, signal).catch(() => undefined);
  if (signal.aborted) return { kind: 'interrupted', elsewhere };
  return followRequest(options, request, await requestRun(platform, request));
}

/** Those asked for, or else all that the connection reads. */
async function wantedStreams(platform: EmbeddedPlatform, request: RunRequest): Promise<readonly string[]> {
  if (request.streams.length > 0) return request.streams;
  const { connector, streams } = await getConnection(platform, request.tenant, request.connection);
  if (streams) return streams;
  const { digest } = await getRegistration(platform, connector);
  return Object.keys((await getArtefact(platform, digest)).definition.streams);
}
