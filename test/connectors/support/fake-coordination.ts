import type { CachedToken, Coordination } from '../../../platform/ports.ts';
import type { RateLimiting, RequestSlot, Taken } from '../../../platform/rate-budget-port.ts';

export type FakeCoordination = RateLimiting &
  Pick<Coordination, 'token'> & {
    readonly taken: {
      readonly budget: string;
      readonly requests: number;
      readonly perMs: number;
      readonly patienceMs?: number;
    }[];
    /** Slots whose request was answered. */
    readonly answered: RequestSlot[];
    readonly paused: { readonly budget: string; readonly untilMs: number }[];
    readonly tokens: Map<string, string>;
  };

/** Grants every request unless `answers` say otherwise, and refreshes one token at a time, as the port promises. */
export function fakeCoordination(answers: Taken[] = []): FakeCoordination {
  const taken: FakeCoordination['taken'] = [];
  const answered: RequestSlot[] = [];
  const paused: FakeCoordination['paused'] = [];
  const tokens = new Map<string, string>();
  const flights = new Map<string, Promise<CachedToken>>();
  return {
    taken,
    answered,
    paused,
    tokens,
    take: async (budget, limit, patienceMs) => {
      taken.push({ budget, ...limit, ...(patienceMs === undefined ? {} : { patienceMs }) });
      return answers.shift() ?? { ok: true, number: taken.length, at: 0, until: Number.MAX_SAFE_INTEGER, busy: false };
    },
    arrived: async (_budget, { number, at, until, busy }) => {
      answered.push({ number, at, until, busy });
    },
    pausedUntil: async () => Math.max(0, ...paused.map(({ untilMs }) => untilMs)),
    pause: async (budget, untilMs) => {
      paused.push({ budget, untilMs });
    },
    token: async (name, refresh, options) => {
      const cached = tokens.get(name);
      if (cached !== undefined && cached !== options?.rejected) return cached;
      const flight = flights.get(name) ?? refresh().finally(() => flights.delete(name));
      flights.set(name, flight);
      const { value } = await flight;
      tokens.set(name, value);
      return value;
    },
  };
}
