import type { Clock } from '../../platform/ports.ts';
import type { RateLimiting, RequestSlot } from '../../platform/rate-budget-port.ts';

/** Longer waits are left to the state machine, where they cost nothing (design, promise 6). */
const longestSleepMs = 10_000;
/** All the sleeps of one read together, so that a function's time is not slept away. */
const mostSleptMs = 60_000;
/** Of an ERP that declares no limit; high enough to never matter, low enough to keep the window's rows few. */
const unsaidLimit = { requests: 1_000, perMs: 1_000 } as const;

export type Budget = { readonly name: string; readonly limit?: { readonly requests: number; readonly perMs: number } };

export type Throttled = { readonly kind: 'throttled'; readonly waitSeconds: number };
export type Wait = { readonly kind: 'go' } | Throttled;
/** The request is to be sent now; `arrived` is called when it was answered, or failed. */
export type Turn = { readonly kind: 'go'; arrived(): Promise<void> } | Throttled;

/** The waiting that one read may do. */
export type Turns = {
  /** Takes one request out of the budget, sleeping while that is short. */
  take(): Promise<Turn>;
  /** Obeys a Retry-After: pauses the budget for everyone, and sleeps while that is short. */
  obey(seconds: number): Promise<Wait>;
};

export function createTurns(
  budget: Budget,
  { coordination, clock }: { readonly coordination: RateLimiting; readonly clock: Clock },
  signal: AbortSignal,
): Turns {
  const limit = budget.limit ?? unsaidLimit;
  const now = (): number => clock.now().getTime();
  let slept = 0;
  const patience = (): number => Math.max(0, Math.min(longestSleepMs, mostSleptMs - slept));
  const sleep = async (ms: number): Promise<void> => {
    slept += ms;
    await clock.sleep(ms, signal);
  };
  /** False when the slot may not be used any more. */
  const reach = async ({ at, until }: RequestSlot): Promise<boolean> => {
    const ms = at - now();
    if (ms <= 0) return true;
    // Timers may end a millisecond early.
    await sleep(ms + 1);
    // A process that was held up, or whose clock was set, would send into a window that is reckoned without it.
    const then = now();
    if (then < at || then > until) return false;
    return (await coordination.pausedUntil(budget.name)) <= then;
  };
  return {
    take: async () => {
      for (;;) {
        signal.throwIfAborted();
        const taken = await coordination.take(budget.name, limit, patience());
        if (taken.ok && (await reach(taken))) return { kind: 'go', arrived: () => noteArrival(taken) };
        if (taken.ok) continue;
        if (taken.waitMs > patience()) return throttled(taken.waitMs);
        // Where many ask at the same moment there may be no slot to give out, although the next one is near.
        await sleep(Math.max(1, taken.waitMs));
      }
    },
    obey: async (seconds) => {
      await coordination.pause(budget.name, now() + seconds * 1_000);
      // Retry-After: 0 asks for no wait, but an ERP that says it forever must not be asked in a circle.
      const ms = Math.max(1_000, seconds * 1_000);
      if (ms > patience()) return throttled(ms);
      await sleep(ms);
      return { kind: 'go' };
    },
  };

  async function noteArrival(slot: RequestSlot): Promise<void> {
    // Where nobody waits it may count for a little longer; and what is about to end has no answer to tell of.
    if (!slot.busy || !budget.limit || signal.aborted) return;
    // Unsaid, it counts for a little longer, which is no reason to read the page again.
    await coordination.arrived(budget.name, slot).catch(() => undefined);
  }
}

function throttled(ms: number): Throttled {
  return { kind: 'throttled', waitSeconds: Math.max(1, Math.ceil(ms / 1_000)) };
}
