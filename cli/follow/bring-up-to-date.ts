import { isNamed } from '../../core/errors.ts';
import type { Run } from '../../core/run.ts';
import type { RunRequest } from '../../distributor/start-run.ts';
import { type Embedded, requestRun } from '../../infra/embedded.ts';
import type { Worker } from '../../infra/worker.ts';
import { runningWorker } from '../../platform/embedded/worker-lock.ts';
import { type Followed, type FollowOptions, followExecution, followRun } from './follow-run.ts';
import type { ProgressView } from './progress-view.ts';

/** The worker of the directory: this process, or undefined while another one is. */
export async function workHere(embedded: Embedded): Promise<Worker | undefined> {
  if (runningWorker(embedded.platform.directory.path)) return undefined;
  try {
    return await embedded.worker();
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
  const execution = await requestRun(embedded.platform, request);
  const worker = await workHere(embedded);
  try {
    const options = { platform: embedded.platform, view, signal, elsewhere: worker === undefined };
    return await followRequest(options, request, execution);
  } finally {
    view.end();
    await worker?.stop();
  }
}

/**
 * Follows what comes of a request. A run that was open is finished first: if it does what was asked, that is the answer;
 * otherwise the request is made again.
 */
export async function followRequest(options: FollowOptions, request: RunRequest, execution: string): Promise<Followed> {
  const followed = await followExecution(options, request, execution);
  const { platform, view } = options;
  if (followed.kind === 'skipped') {
    const open = (await platform.ledger.openRuns()).find(
      (run) => run.tenant === request.tenant && run.connection === request.connection,
    );
    if (!open || !doesWhatWasAsked(open, request)) return followed;
    view.note(`run ${open.connection}/${open.run} (${open.trigger}) is under way already: following that one`);
    return followRun(options, open);
  }
  if (followed.kind !== 'ended' || doesWhatWasAsked(followed.run, request)) return followed;
  const { connection, run } = followed.run;
  view.note(
    `run ${connection}/${run} had been interrupted and was finished first (${followed.run.status}); now the one asked for`,
  );
  return followRequest(options, request, await requestRun(platform, request));
}

/** A run may do more than was asked, but not less. */
function doesWhatWasAsked(run: Run, request: RunRequest): boolean {
  const full = request.mode === 'incremental' || run.mode === 'full';
  return full && request.streams.every((stream) => run.streams.includes(stream));
}
