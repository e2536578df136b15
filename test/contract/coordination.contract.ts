import { describe, expect, test } from '@jest/globals';
import type { CachedToken, Clock, Coordination } from '../../platform/ports.ts';
import type { RequestSlot, Taken } from '../../platform/rate-budget-port.ts';
import { forEachTest, type UnderTest } from './under-test.ts';

/** `other` is the same coordination as another process sees it. */
type Ports = { readonly coordination: Coordination; readonly other: Coordination; readonly clock: Clock };
type Make = () => Promise<UnderTest<Ports>>;
type With = ReturnType<typeof forEachTest<Ports>>;

export function coordinationContract(name: string, makeAdapter: Make): void {
  describe(`coordination: ${name}`, () => {
    const withPorts = forEachTest(makeAdapter);
    describeLeases(withPorts);
    describeBudgets(withPorts);
    describeTokens(withPorts);
    describeRefreshes(withPorts);
  });
}

function describeLeases(withPorts: With): void {
  test(
    'one holder at a time, over processes, until it is released',
    withPorts(async ({ coordination, other, clock }) => {
      const until = new Date(clock.now().getTime() + 1_000).toISOString();
      const first = await coordination.acquire('l', 'a', 1_000);
      expect(first).toEqual({ ok: true, fence: { lease: 'l', token: 1 } });
      expect(await other.acquire('l', 'b', 1_000)).toMatchObject({
        ok: false,
        holder: 'a',
        until,
        fence: { lease: 'l', token: 1 },
      });
      expect(await coordination.acquire('l', 'a', 1_000)).toMatchObject({ ok: false });
      expect(await other.acquire('another', 'b', 1_000)).toMatchObject({ ok: true });
      if (!first.ok) throw new Error('not acquired');
      expect(await other.holds(first.fence)).toBe(true);
      await coordination.release(first.fence);
      expect(await coordination.holds(first.fence)).toBe(false);
      expect(await coordination.renew(first.fence, 1_000)).toBe(false);
      expect(await other.acquire('l', 'b', 1_000)).toMatchObject({ ok: true, fence: { token: 2 } });
    }),
  );

  test(
    'expires unless it is renewed; then the next holder has a greater token and the last one is lost',
    withPorts(async ({ coordination, other, passTime }) => {
      const lease = await coordination.acquire('l', 'a', 1_000);
      if (!lease.ok) throw new Error('not acquired');
      await passTime(900);
      expect(await coordination.renew(lease.fence, 1_000)).toBe(true);
      await passTime(999);
      expect(await coordination.holds(lease.fence)).toBe(true);
      await passTime(1);
      expect(await coordination.holds(lease.fence)).toBe(false);
      expect(await coordination.renew(lease.fence, 1_000)).toBe(false);
      const next = await other.acquire('l', 'b', 1_000);
      expect(next).toMatchObject({ ok: true, fence: { token: lease.fence.token + 1 } });
      await coordination.release(lease.fence);
      expect(await other.acquire('l', 'c', 1_000)).toMatchObject({ ok: false, holder: 'b' });
      expect(await coordination.holds({ lease: 'unknown', token: 1 })).toBe(false);
    }),
  );
}

function describeBudgets(withPorts: With): void {
  const limit = { requests: 3, perMs: 1_000 };
  const slotOf = (taken: Taken): RequestSlot => {
    if (!taken.ok) throw new Error(`no slot for ${taken.waitMs} ms`);
    return taken;
  };

  test(
    'gives out a window of requests over processes, each counting from when it was answered',
    withPorts(async ({ coordination, other, clock, passTime }) => {
      const begin = clock.now().getTime();
      const first = slotOf(await coordination.take('b', limit));
      expect(first).toMatchObject({ number: 1, at: begin, until: begin + 50, busy: false });
      await passTime(50);
      await coordination.arrived('b', first);
      await passTime(150);
      expect(await other.take('b', limit)).toMatchObject({ ok: true, number: 2, at: begin + 200 });
      const third = slotOf(await coordination.take('b', limit));
      expect(await other.take('b', limit)).toEqual({ ok: false, waitMs: 850 });
      expect(await other.take('another', limit)).toMatchObject({ ok: true, number: 1 });
      await passTime(850);
      await other.arrived('b', third); // too late to count from later than a tenth of the window
      expect(await coordination.take('b', limit)).toMatchObject({ ok: true, number: 4, at: begin + 1_050, busy: true });
      // The second was never answered: it may have been on its way for a tenth of the window.
      expect(await coordination.take('b', limit)).toEqual({ ok: false, waitMs: 250 });
    }),
  );

  test(
    'whoever has patience gets the next slots in the order of asking, over processes',
    withPorts(async ({ coordination, other, clock, passTime }) => {
      const begin = clock.now().getTime();
      for (let count = 0; count < 3; count += 1) await coordination.arrived('b', slotOf(await other.take('b', limit)));
      expect(await coordination.take('b', limit, 999)).toEqual({ ok: false, waitMs: 1_000 });
      expect(await coordination.take('b', limit, 1_000)).toMatchObject({ ok: true, number: 4, at: begin + 1_000 });
      await passTime(10);
      const waiting = await Promise.all([1, 2].map(() => other.take('b', limit, 5_000)));
      expect(waiting.map((taken) => slotOf(taken).number).sort()).toEqual([5, 6]);
      // The seventh waits for the fourth, which may arrive a tenth of the window after its slot.
      expect(await coordination.take('b', limit, 5_000)).toMatchObject({ ok: true, number: 7, at: begin + 2_100 });
      expect(await coordination.take('b', { ...limit, perMs: 60_000 }, 60_000)).toMatchObject({ ok: false });
    }),
  );

  test(
    'a pause holds all requests, and a shorter one does not shorten it',
    withPorts(async ({ coordination, other, clock, passTime }) => {
      const now = clock.now().getTime();
      expect(await other.pausedUntil('b')).toBe(0);
      await coordination.pause('b', now + 5_000);
      await other.pause('b', now + 2_000);
      expect(await other.pausedUntil('b')).toBe(now + 5_000);
      expect(await other.take('b', limit)).toEqual({ ok: false, waitMs: 5_000 });
      expect(await other.take('b', limit, 6_000)).toMatchObject({ ok: true, number: 1, at: now + 5_000 });
      expect(await other.take('another', limit)).toMatchObject({ ok: true });
      await passTime(5_000);
      expect(await other.take('b', limit)).toMatchObject({ ok: true, at: now + 5_000 });
    }),
  );

  test(
    'a limit that changes holds from the next request on',
    withPorts(async ({ coordination }) => {
      for (let count = 0; count < 3; count += 1) await coordination.take('b', limit);
      expect(await coordination.take('b', { requests: 2, perMs: 1_000 })).toMatchObject({ ok: false });
      expect(await coordination.take('b', { requests: 4, perMs: 1_000 })).toMatchObject({ ok: true });
      for (const requests of [0, -1, 1.5, Number.NaN])
        await expect(coordination.take('b', { requests, perMs: 1 })).rejects.toMatchObject({ name: 'InvalidInput' });
    }),
  );
}

/** Refreshes that count: `token-1`, `token-2`, … valid for a minute. */
function endpoint(clock: Clock): { refresh: () => Promise<CachedToken>; calls: () => number } {
  let calls = 0;
  const refresh = async (): Promise<CachedToken> => {
    calls += 1;
    return { value: `token-${calls}`, expiresAt: new Date(clock.now().getTime() + 60_000).toISOString() };
  };
  return { refresh, calls: () => calls };
}

function describeTokens(withPorts: With): void {
  test(
    'caches until expiry, over processes',
    withPorts(async ({ coordination, other, clock, passTime }) => {
      const { refresh } = endpoint(clock);
      expect(await coordination.token('t', refresh)).toBe('token-1');
      expect(await other.token('t', refresh)).toBe('token-1');
      expect(await other.token('another', refresh)).toBe('token-2');
      await passTime(60_000);
      expect(await other.token('t', refresh)).toBe('token-3');
      expect(await coordination.token('t', refresh)).toBe('token-3');
    }),
  );

  test(
    'a rejected token is refreshed, once for all who had it',
    withPorts(async ({ coordination, other, clock }) => {
      const { refresh, calls } = endpoint(clock);
      await coordination.token('t', refresh);
      const rejected = 'token-1';
      expect(await coordination.token('t', refresh, { rejected })).toBe('token-2');
      expect(await other.token('t', refresh, { rejected })).toBe('token-2');
      expect(calls()).toBe(2);
    }),
  );

  test(
    'an endpoint that gives the rejected token again is not asked for ever',
    withPorts(async ({ coordination, clock }) => {
      const expiresAt = new Date(clock.now().getTime() + 60_000).toISOString();
      const same = async (): Promise<CachedToken> => ({ value: 'same', expiresAt });
      const options = { rejected: 'same' };
      const both = [coordination.token('t', same, options), coordination.token('t', same, options)];
      expect(await Promise.all(both)).toEqual(['same', 'same']);
    }),
  );
}

function describeRefreshes(withPorts: With): void {
  test(
    'callers at the same time share one refresh, in this process and others',
    withPorts(async ({ coordination, other, clock, passTime }) => {
      const { refresh, calls } = endpoint(clock);
      const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
      const slow = async (): Promise<CachedToken> => {
        await mayAnswer;
        return refresh();
      };
      const all = [coordination, coordination, other, other].map((each) => each.token('t', slow));
      await passTime(1_000);
      answer();
      await passTime(1_000);
      expect(await Promise.all(all)).toEqual(['token-1', 'token-1', 'token-1', 'token-1']);
      expect(calls()).toBe(1);
    }),
  );

  test(
    'a refresh that fails reaches its callers and leaves the way free',
    withPorts(async ({ coordination, other, clock }) => {
      const failing = async (): Promise<CachedToken> => {
        throw new Error('refused');
      };
      const both = [coordination.token('t', failing), coordination.token('t', failing)];
      expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await expect(both[0]).rejects.toThrow('refused');
      expect(await other.token('t', endpoint(clock).refresh)).toBe('token-1');
    }),
  );

  test(
    'a process that died while refreshing blocks nobody for long',
    withPorts(async ({ coordination, other, clock, passTime }) => {
      const { promise: hasBegun, resolve: begun } = Promise.withResolvers<void>();
      const died = coordination.token('t', () => {
        begun();
        return new Promise(() => undefined);
      });
      died.catch(() => undefined);
      await hasBegun;
      const waiting = other.token('t', endpoint(clock).refresh);
      await passTime(31_000);
      expect(await waiting).toBe('token-1');
    }),
  );
}
