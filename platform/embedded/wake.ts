import type { Clock } from '../ports.ts';

/** Tells receivers of the same process that a queue has got messages, so that they need not wait for their next poll. */
export type Wake = {
  notify(queue: string): void;
  /** The same without telling those who listen: for what one of them has told. */
  notifyHere(queue: string): void;
  /** Is told of every `notify`: another thread may have receivers, too. */
  listen(listener: (queue: string) => void): void;
  /** Resolves at the next `notify`, after `ms`, or when the signal aborts. */
  wait(queue: string, ms: number, signal?: AbortSignal): Promise<void>;
};

/** One per process and database: what is sent through one adapter wakes the receivers of the other. */
export function inProcessWake(clock: Clock): Wake {
  const waiting = new Map<string, Set<AbortController>>();
  const listeners: ((queue: string) => void)[] = [];
  const notifyHere = (queue: string): void => {
    for (const waiter of waiting.get(queue) ?? []) waiter.abort();
  };
  return {
    notify: (queue) => {
      notifyHere(queue);
      for (const listener of listeners) listener(queue);
    },
    notifyHere,
    listen: (listener) => {
      listeners.push(listener);
    },
    wait: async (queue, ms, signal) => {
      if (signal?.aborted) return;
      const waiter = new AbortController();
      const end = (): void => waiter.abort();
      const waiters = waiting.get(queue) ?? new Set();
      waiting.set(queue, waiters.add(waiter));
      signal?.addEventListener('abort', end, { once: true });
      try {
        await clock.sleep(ms, waiter.signal);
      } catch (error) {
        if (!waiter.signal.aborted) throw error;
      } finally {
        signal?.removeEventListener('abort', end);
        waiters.delete(waiter);
      }
    },
  };
}
