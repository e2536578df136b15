import { setImmediate } from 'node:timers/promises';

export type Interleaver = {
  /** The same functions, each of whose calls waits for its turn. */
  wrap<T extends object>(port: T): T;
  /** Gives turns until all of the work has ended, in an order that the choices decide. */
  run<T>(work: readonly Promise<T>[]): Promise<PromiseSettledResult<T>[]>;
};

/** Lets concurrent work meet at every call of a port, in an order that repeats: the nth turn goes to the nth choice. */
export function interleaver(choices: readonly number[]): Interleaver {
  const waiting: (() => void)[] = [];
  let turn = 0;
  const next = (): void => {
    const choice = choices[turn++ % Math.max(1, choices.length)] ?? 0;
    waiting.splice(choice % waiting.length, 1)[0]?.();
  };
  return {
    wrap: (port) =>
      new Proxy(port, {
        get: (target, name, receiver): unknown => {
          const member: unknown = Reflect.get(target, name, receiver);
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]): Promise<unknown> => {
            await new Promise<void>((resolve) => waiting.push(resolve));
            return Reflect.apply(member, target, args) as unknown;
          };
        },
      }),
    run: async (work) => {
      let over = false;
      const all = Promise.allSettled(work).finally(() => {
        over = true;
      });
      while (!over) {
        await setImmediate();
        if (waiting.length > 0) next();
      }
      return all;
    },
  };
}
