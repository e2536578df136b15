import { subscriptionOf } from '../core/topic-names.ts';
import type { DeliverDeps } from '../distributor/deliver/deliver.ts';
import { startDeliverer } from '../distributor/deliver/deliverer.ts';
import type { Consumer } from '../platform/ports.ts';

export type Deliverers = {
  /** Starts and stops deliverers until they are what the platform's list says. */
  follow(): Promise<void>;
  stop(): Promise<void>;
};

type Running = { readonly deliverer: Consumer; readonly concurrency: number };

/** The deliverers of the embedded platform: one per delivered subscription, so that none waits for another. */
export function deliverersOf(deps: DeliverDeps, onFatal: (error: unknown) => void): Deliverers {
  const running = new Map<string, Running>();
  const stop = async (name: string): Promise<void> => {
    const { deliverer } = running.get(name) ?? {};
    running.delete(name);
    await deliverer?.stop();
  };
  return {
    follow: async () => {
      const wanted = new Map<string, number>();
      for (const { queue, concurrency, running: runs } of await deps.deliveries.list()) {
        const name = subscriptionOf(queue);
        if (name !== undefined && runs) wanted.set(name, concurrency);
      }
      const over = [...running].filter(([name, { concurrency }]) => wanted.get(name) !== concurrency);
      await Promise.all(over.map(([name]) => stop(name)));
      for (const [name, concurrency] of wanted)
        if (!running.has(name))
          running.set(name, { deliverer: startDeliverer(deps, name, { concurrency, onFatal }), concurrency });
    },
    stop: async () => {
      await Promise.all([...running.keys()].map(stop));
    },
  };
}
