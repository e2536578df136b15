import type { Clock, Coordination } from '../../platform/ports.ts';

/** Longer waits are left to the state machine, where they cost nothing (design, promise 6). */
const longestSleepMs = 10_000;
/** All the sleeps of one read together, so that a function's time is not slept away. */
const mostSleptMs = 60_000;
/** Of an ERP that declares no limit; high enough to never matter, low enough to keep the window's rows few. */
const unsaidLimit = { requests: 1_000, perMs: 1_000 } as const;

export type Budget = {
  readonly name: string;
  readonly limit?: { readonly requests: number; readonly perMs: number };
};

export type Wait = { readonly kind: 'go' } | { readonly kind: 'throttled'; readonly waitSeconds: number };

/** The waiting that one read may do. */
export type Turns = {
  /** Takes one request out of the budget, sleeping while that is short. */
  take(): Promise<Wait>;
  /** Obeys a Retry-After: pauses the budget for everyone, and sleeps while that is short. */
  obey(seconds: number): Promise<Wait>;
};

export function createTurns(
  budget: Budget,
  { coordination, clock }: { readonly coordination: Pick<Coordination, 'take' | 'pause'>; readonly clock: Clock },
  signal: AbortSignal,
): Turns {
  let slept = 0;
  const wait = async (ms: number): Promise<Wait> => {
    if (ms > longestSleepMs || slept + ms > mostSleptMs)
      return { kind: 'throttled', waitSeconds: Math.max(1, Math.ceil(ms / 1_000)) };
    slept += ms;
    await clock.sleep(ms, signal);
    return { kind: 'go' };
  };
  return {
    take: async () => {
      for (;;) {
        signal.throwIfAborted();
        const taken = await coordination.take(budget.name, budget.limit ?? unsaidLimit);
        if (taken.ok) return { kind: 'go' };
        // At least a millisecond, so that a clock of coarser steps cannot make this spin.
        const waited = await wait(Math.max(1, taken.waitMs));
        if (waited.kind === 'throttled') return waited;
      }
    },
    obey: async (seconds) => {
      await coordination.pause(budget.name, clock.now().getTime() + seconds * 1_000);
      // Retry-After: 0 asks for no wait, but an ERP that says it forever must not be asked in a circle.
      return wait(Math.max(1_000, seconds * 1_000));
    },
  };
}
