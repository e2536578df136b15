import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createApplier } from '../../sdk/src/apply.ts';
import type { InformationEvent } from '../../sdk/src/event.ts';
import { memoryState } from '../../sdk/src/state.ts';
import { projectEvent } from '../sdk/sdk-events.ts';

const subjects = ['A', 'B', 'C', 'D'];

/** What was published: per subject some revisions, each a change or a snapshot of the same. */
const history = fc.uniqueArray(
  fc.record({
    subject: fc.constantFrom(...subjects),
    n: fc.integer({ min: 1, max: 12 }),
    change: fc.constantFrom('created' as const, 'updated' as const, 'updated' as const, 'deleted' as const),
    withSnapshot: fc.boolean(),
  }),
  { maxLength: 24, selector: ({ subject, n }) => `${subject} ${n}` },
);

/** How it arrives: any event any number of times, at least once, in batches of any size and order, some at the same time. */
const arrival = history.chain((changes) => {
  const events = changes.flatMap(({ subject, n, change, withSnapshot }) => [
    projectEvent(subject, n, { change }),
    ...(withSnapshot && change !== 'deleted'
      ? [projectEvent(subject, n, { change: 'snapshot', id: `s-${subject}-${n}` })]
      : []),
  ]);
  const repeated = events.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...events), { maxLength: 20 });
  const order = repeated.chain((more) => {
    const all = [...events, ...more];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
  return fc.record({
    order,
    sizes: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 40, maxLength: 40 }),
    together: fc.integer({ min: 1, max: 4 }),
    concurrency: fc.integer({ min: 1, max: 5 }),
    // Which calls of the handler throw, after the effect or before it.
    failing: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 25 }),
    slow: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 25 }),
    restartAfter: fc.integer({ min: 0, max: 10 }),
  });
});

function batches(events: readonly InformationEvent[], sizes: readonly number[]): (readonly InformationEvent[])[] {
  const cut: (readonly InformationEvent[])[] = [];
  for (let at = 0; at < events.length; at += sizes[cut.length - 1] ?? 1)
    cut.push(events.slice(at, at + (sizes[cut.length] ?? 1)));
  return cut;
}

test('any order, repeats, failures and restarts: each change at most once, in order, and the latest is the state', async () => {
  await fc.assert(
    fc.asyncProperty(arrival, async ({ order, sizes, together, concurrency, failing, slow, restartAfter }) => {
      const applied: InformationEvent[] = [];
      const under = new Set<string>();
      let calls = 0;
      const handler = async (event: unknown): Promise<void> => {
        const one = event as InformationEvent;
        const call = calls++;
        expect(under.has(one.subject)).toBe(false);
        under.add(one.subject);
        if (slow.includes(call)) await new Promise((resolve) => setImmediate(resolve));
        under.delete(one.subject);
        if (failing.includes(call)) throw new Error('not now');
        applied.push(one);
      };
      const state = memoryState();
      const open = (): ReturnType<typeof createApplier> =>
        createApplier({ state, concurrency, onError: () => undefined }, handler);
      let apply = open();
      let queue = batches(order, sizes).map((events) => ({ events, receiveCount: 1 }));
      for (let round = 0; queue.length > 0; round++) {
        expect(round).toBeLessThan(300);
        // As a process that starts anew with the state of the one before.
        if (round === restartAfter) apply = open();
        const now = queue.slice(0, together);
        const signal = new AbortController().signal;
        const again = await Promise.all(
          now.map(async ({ events, receiveCount }) => {
            const outcomes = await apply(events, { receiveCount, signal });
            return outcomes.every((outcome) => outcome === 'done') ? [] : [{ events, receiveCount: receiveCount + 1 }];
          }),
        );
        queue = [...queue.slice(together), ...again.flat()];
      }
      for (const subject of subjects) {
        const revisions = applied.filter((event) => event.subject === subject).map((event) => event.revision);
        expect(revisions).toEqual([...new Set(revisions)].sort());
        const published = order.filter((event) => event.subject === subject);
        expect(revisions.at(-1)).toBe(
          published
            .map((event) => event.revision)
            .sort()
            .at(-1),
        );
      }
    }),
    { numRuns: 300 },
  );
}, 120_000);

test('in order of revisions and without failures nothing is left out', async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 40, maxLength: 40 }),
      async (changes, sizes) => {
        const events = changes
          .toSorted((a, b) => a.n - b.n)
          .map(({ subject, n, change }) => projectEvent(subject, n, { change }));
        const ids: string[] = [];
        const apply = createApplier({ concurrency: 3 }, (event) => void ids.push(event.id));
        for (const batch of batches(events, sizes))
          for (const _delivery of [1, 2]) await apply(batch, { receiveCount: 1, signal: new AbortController().signal });
        expect(ids.toSorted()).toEqual(events.map(({ id }) => id).toSorted());
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);
