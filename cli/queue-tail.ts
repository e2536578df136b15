import type { Platform } from '../platform/ports.ts';
import type { TopicTail } from './installation.ts';

type TailDeps = Pick<Platform, 'topics' | 'queues' | 'clock' | 'ids'>;

/** The longest wait SQS knows: waiting costs one call in that time. An interruption does not wait for it. */
const waitMs = 20_000;
const dayMs = 86_400_000;

/**
 * Watches what a topic without history carries of a tenant: over a queue of its own, which exists while somebody looks. `close` removes it;
 * those that a killed process has left are removed a day later, by whoever looks next.
 */
export async function queueTail(deps: TailDeps, topic: string, tenant: string): Promise<TopicTail> {
  const { topics, queues, clock, ids } = deps;
  await removeLeftovers(deps);
  const queue = `tail.${dayOf(clock.now())}-${ids.next().slice(-12)}`;
  await queues.ensure(queue, { visibilitySeconds: 60, maxReceives: 5 });
  const close = (): Promise<void> => remove(deps, queue);
  try {
    await topics.subscribe({ name: queue, topic, queue, filter: { tenant: [tenant] } });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    latest: undefined,
    next: async (signal) => {
      const messages = await unlessAborted(queues.receive(queue, 10, waitMs), signal);
      const receipts = messages.map((message) => message.receipt);
      if (receipts.length > 0) await queues.acknowledge(queue, receipts);
      return messages;
    },
    close,
  };
}

/** What is received after an interruption is of no use to anybody, and fails when the queue goes. */
async function unlessAborted<T>(receiving: Promise<readonly T[]>, signal: AbortSignal): Promise<readonly T[]> {
  receiving.catch(() => undefined);
  const aborted = Promise.withResolvers<readonly T[]>();
  const onAbort = (): void => aborted.resolve([]);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([receiving, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function remove({ topics, queues }: TailDeps, name: string): Promise<void> {
  await topics.unsubscribe(name);
  await queues.remove(name);
}

async function removeLeftovers(deps: TailDeps): Promise<void> {
  const yesterday = dayOf(new Date(deps.clock.now().getTime() - dayMs));
  for (const { name } of await deps.topics.subscriptions()) {
    const day = /^tail\.(\d{8})-/.exec(name)?.[1];
    if (day !== undefined && day < yesterday) await remove(deps, name);
  }
}

/** `20260701` */
function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10).replaceAll('-', '');
}
