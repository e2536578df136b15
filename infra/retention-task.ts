import { isNamed } from '../core/errors.ts';
import { prune } from '../distributor/retention/prune.ts';
import type { WorkerOptions } from './worker.ts';

const everyMs = 3_600_000;

/**
 * Removes what is old: at once, and each hour. It runs beside the work of the pipeline and in steps of milliseconds; what
 * fails is tried again an hour later, except storage, which ends the process.
 */
export function startRetention({
  platform,
  onFailure,
  onFatal,
}: Pick<WorkerOptions, 'platform' | 'onFailure' | 'onFatal'>): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const { signal } = stopped;
  const once = async (): Promise<void> => {
    try {
      await prune(platform, { dryRun: false, signal });
    } catch (error) {
      if (isNamed(error, 'StorageFailed')) onFatal(error);
      // Another process is at it, or a backup is being made: an hour later is soon enough.
      else if ((error as { readonly code?: string }).code !== 'housekeeping-busy') onFailure('retention', error);
    }
  };
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      await once();
      await platform.clock.sleep(everyMs, signal).catch(() => undefined);
    }
  };
  const running = loop();
  return {
    stop: () => {
      stopped.abort();
      return running;
    },
  };
}
