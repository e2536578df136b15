import { isNamed } from '../core/errors.ts';
import { type Embedded, requestRun } from '../infra/embedded.ts';
import type { Worker } from '../infra/worker.ts';
import type { EmbeddedPlatform } from '../platform/embedded/platform.ts';
import { runningWorker } from '../platform/embedded/worker-lock.ts';
import { addArtefact } from './add-artefact.ts';
import type { Installation, TopicTail } from './installation.ts';

const pollMs = 200;
const tailPollMs = 500;

/** A data directory as the commands see it. */
export function directoryInstallation(embedded: Embedded): Installation {
  const { platform, services } = embedded;
  const home = platform.directory.path;
  return {
    place: { kind: 'directory', home },
    platform,
    services,
    pollMs,
    worker: () => {
      const info = runningWorker(home);
      return info && { kind: 'process', ...info };
    },
    workHere: () => workHere(embedded),
    requestRun: (request) => requestRun(platform, request),
    missingStack: async () => undefined,
    checkSchedule: async () => undefined,
    addConnector: (artefact) => addArtefact(platform, artefact),
    tail: (topic, tenant, last) => historyTail(platform, topic, tenant, last),
  };
}

async function workHere(embedded: Embedded): Promise<Worker | undefined> {
  if (runningWorker(embedded.platform.directory.path)) return undefined;
  try {
    return await embedded.worker({ schedules: false });
  } catch (error) {
    if (isNamed(error, 'InvalidInput') && (error as { readonly code?: string }).code === 'directory-in-use')
      return undefined;
    throw error;
  }
}

async function historyTail(
  { topics, clock }: EmbeddedPlatform,
  topic: string,
  tenant: string,
  last: number,
): Promise<TopicTail> {
  // Asked for before the tenant's own: what comes between the two is not lost.
  const [newest] = await topics.history(topic, { last: 1 });
  const latest = await topics.history(topic, { last, tenant });
  let after = Math.max(newest?.sequence ?? 0, latest.at(-1)?.sequence ?? 0);
  return {
    latest,
    next: async (signal) => {
      const messages = await topics.history(topic, { after });
      after = messages.at(-1)?.sequence ?? after;
      if (messages.length === 0) await clock.sleep(tailPollMs, signal).catch(() => undefined);
      return messages.filter(({ attributes }) => attributes['tenant'] === tenant);
    },
    close: async () => undefined,
  };
}
