import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Row } from '../support/delivery/stream.ts';
import { type DeliveryWorld, openDeliveryWorld } from '../support/delivery/world.ts';

/**
 * Pruning by the shortest policies there may be changes nothing: after any sequence of runs, dead letters, redrives,
 * late repeats and pauses, with or without it, the same is stored and the same is published.
 */
type Step =
  | { readonly kind: 'page'; readonly rows: readonly Row[] }
  | { readonly kind: 'bury' | 'republish'; readonly pick: number }
  | { readonly kind: 'wait'; readonly days: number }
  | { readonly kind: 'drain' | 'revisit' | 'settleRun' | 'endRun' | 'mend' | 'redrive' | 'replayAll' };

const row: fc.Arbitrary<Row> = fc.record({
  key: fc.constantFrom('a', 'b', 'c'),
  name: fc.constantFrom('x', 'x', 'y', 'gone', 'invalid'),
});
const pick = fc.nat({ max: 20 });
const plain = fc.constantFrom('drain', 'revisit', 'settleRun', 'settleRun', 'endRun', 'mend', 'redrive', 'replayAll');

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('page' as const), rows: fc.array(row, { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('bury' as const, 'republish' as const), pick }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.constantFrom(1, 10, 15, 17, 40, 500) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: plain as fc.Arbitrary<Extract<Step, { kind: 'drain' }>['kind']> }) },
);
const script = fc.array(step, { minLength: 6, maxLength: 30, size: 'max' });

async function take(world: DeliveryWorld, step: Step, pruning: boolean): Promise<void> {
  switch (step.kind) {
    case 'page':
      return world.page(step.rows);
    case 'bury':
      return world.bury(step.pick);
    case 'republish':
      return world.republish(step.pick);
    case 'wait':
      // A run that is open for days has lost its lease, which is another story.
      await world.endRun();
      world.wait(step.days);
      return pruning ? world.prune() : undefined;
    default:
      return world[step.kind]();
  }
}

async function endOf(steps: readonly Step[], pruning: boolean): Promise<unknown> {
  const world = openDeliveryWorld(false);
  try {
    for (const step of steps) await take(world, step, pruning);
    await world.finish();
    return {
      stored: [...(await world.stored())].sort(([a], [b]) => (a < b ? -1 : 1)),
      applied: world.consumer.applied.map(({ id, revision, subject, type, data }) => ({
        id,
        revision,
        subject,
        type,
        data,
      })),
    };
  } finally {
    world.close();
  }
}

test('with and without pruning the same is stored and published', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      expect(await endOf(steps, true)).toEqual(await endOf(steps, false));
    }),
    { numRuns: 60 },
  );
});
