import { notificationTopic } from '../../core/topic-names.ts';
import type { EmbeddedPlatform } from '../../platform/embedded/platform.ts';
import type { Context } from '../context.ts';
import { eventsIn, type RunNotification, runNotification } from '../output/event-lines.ts';
import { clockText } from '../output/time-text.ts';

const pollMs = 500;

/** Prints a line for each run that ends or is interrupted, until the signal: of every tenant, or of the one that was named. */
export async function printFinishedRuns(
  { say, emit, environment, io, tenantGiven }: Context,
  platform: EmbeddedPlatform,
  after: number,
  signal: AbortSignal,
): Promise<void> {
  const named = tenantGiven || (io.env['TRIBUTARY_TENANT'] ?? '') !== '';
  let last = after;
  while (!signal.aborted) {
    const messages = await platform.topics.history(notificationTopic('run'), { after: last });
    for (const { data, time } of messages.flatMap((message) => eventsIn(message.body) as readonly RunEvent[])) {
      if (named && data.tenant !== environment.tenant) continue;
      emit({ type: 'run', at: time, ...data });
      const tenant = data.tenant === 'default' ? '' : `${data.tenant}: `;
      say(`${clockText(new Date(time))}  ${tenant}${runNotification(data)}`);
    }
    last = messages.at(-1)?.sequence ?? last;
    if (messages.length === 0) await platform.clock.sleep(pollMs, signal).catch(() => undefined);
  }
}

type RunEvent = { readonly time: string; readonly data: RunNotification };

/** Where the topic stands now, so that only what comes later is printed. */
export async function lastFinishedRun(platform: EmbeddedPlatform): Promise<number> {
  return (await platform.topics.history(notificationTopic('run'), { last: 1 })).at(-1)?.sequence ?? 0;
}
