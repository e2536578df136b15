import type { CachedToken, Coordination, Taken } from '../../../platform/ports.ts';

export type FakeCoordination = Pick<Coordination, 'take' | 'pause' | 'token'> & {
  readonly taken: { readonly budget: string; readonly requests: number; readonly perMs: number }[];
  readonly paused: { readonly budget: string; readonly untilMs: number }[];
  readonly tokens: Map<string, string>;
};

/** Grants every request unless `answers` say otherwise, and refreshes one token at a time, as the port promises. */
export function fakeCoordination(answers: Taken[] = []): FakeCoordination {
  const taken: FakeCoordination['taken'] = [];
  const paused: FakeCoordination['paused'] = [];
  const tokens = new Map<string, string>();
  const flights = new Map<string, Promise<CachedToken>>();
  return {
    taken,
    paused,
    tokens,
    take: async (budget, limit) => {
      taken.push({ budget, ...limit });
      return answers.shift() ?? { ok: true };
    },
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
