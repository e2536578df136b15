/** The right to send one request, no sooner than `at` and no later than `until` (milliseconds since 1970). */
export type RequestSlot = {
  readonly number: number;
  readonly at: number;
  readonly until: number;
  /** Whether the budget is being used up, so that it matters to others when the request has arrived. */
  readonly busy: boolean;
};
export type Taken = ({ readonly ok: true } & RequestSlot) | { readonly ok: false; readonly waitMs: number };

/** How often ERPs may be asked, over all processes; a part of Coordination (platform/ports.ts). */
export type RateLimiting = {
  /**
   * Takes the next slot of a budget of `requests` per sliding `perMs`, in the order of asking over all processes, if it
   * comes within `patienceMs` (0 unless told); otherwise says how long that would be, and takes nothing.
   */
  take(
    budget: string,
    limit: { readonly requests: number; readonly perMs: number },
    patienceMs?: number,
  ): Promise<Taken>;
  /** The request of the slot has surely arrived, because it was answered: it counts from now on, and not from later. */
  arrived(budget: string, slot: RequestSlot): Promise<void>;
  /** Until when nobody may send, in milliseconds since 1970: who has waited for a slot asks before using it. */
  pausedUntil(budget: string): Promise<number>;
  /** No request of this budget before then: what a Retry-After asks for. */
  pause(budget: string, untilMs: number): Promise<void>;
};
