/** Runs at most so many tasks of one name at once; the others wait their turn. Counts within this process. */
export type Slots = { run<T>(name: string, limit: number | undefined, task: () => Promise<T>): Promise<T> };

type Queue = { open: number; readonly waiting: (() => void)[] };

export function createSlots(): Slots {
  const queues = new Map<string, Queue>();
  const leave = (name: string, queue: Queue): void => {
    const next = queue.waiting.shift();
    if (next)
      next(); // the place passes on
    else if (--queue.open === 0) queues.delete(name);
  };
  return {
    run: async (name, limit, task) => {
      if (limit === undefined) return task();
      const queue = queues.get(name) ?? { open: 0, waiting: [] };
      queues.set(name, queue);
      if (queue.open < limit) queue.open++;
      else await new Promise<void>((resolve) => queue.waiting.push(resolve));
      try {
        return await task();
      } finally {
        leave(name, queue);
      }
    },
  };
}
