import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fate, Job } from '../support/delivery/deliveries.ts';
import type { Row } from '../support/delivery/stream.ts';
import { type DeliveryWorld, openDeliveryWorld } from '../support/delivery/world.ts';

/**
 * Unchanged records are not written (docs/adr/0004). Whatever comes late, twice, at the same time, from the dead letters
 * or from quarantine: store and consumer end with the last version of each record that went through.
 */
type Step =
  | { readonly kind: 'page'; readonly rows: readonly Row[] }
  | { readonly kind: 'together'; readonly jobs: readonly Job[]; readonly choices: readonly number[] }
  | { readonly kind: 'bury' | 'republish'; readonly pick: number }
  | { readonly kind: 'revisit' | 'settleRun' | 'endRun' | 'mend' | 'redrive' };

/** Few keys and few contents: versions that equal each other are where a mistake hides. */
const row: fc.Arbitrary<Row> = fc.record({
  key: fc.constantFrom('a', 'a', 'b', 'c'),
  name: fc.constantFrom('x', 'x', 'x', 'y', 'y', 'gone', 'invalid', 'invalid'),
});
const fate = fc.constantFrom<Fate>('well', 'well', 'well', 'kept', 'store-away', 'half-stored', 'outcome-away', 'dies');
const pick = fc.nat({ max: 20 });
const replay = fc.constantFrom<Job['replay']>('no', 'no', 'listed', 'listed-before');
const job: fc.Arbitrary<Job> = fc.record({ replay, pick, fate });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('page' as const), rows: fc.array(row, { minLength: 1, maxLength: 4 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('together' as const),
      jobs: fc.array(job, { minLength: 1, maxLength: 3 }),
      choices: fc.array(fc.nat({ max: 5 }), { maxLength: 12 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('bury' as const, 'republish' as const), pick }) },
  { weight: 5, arbitrary: fc.constant({ kind: 'settleRun' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'endRun' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('revisit' as const, 'mend' as const, 'redrive' as const) }),
  },
);
const script = fc.array(step, { minLength: 4, maxLength: 24, size: 'max' });

async function take(world: DeliveryWorld, step: Step): Promise<void> {
  switch (step.kind) {
    case 'page':
      return world.page(step.rows);
    case 'together':
      return world.together(step.jobs, step.choices);
    case 'bury':
      return world.bury(step.pick);
    case 'republish':
      return world.republish(step.pick);
    default:
      return world[step.kind]();
  }
}

type End = Readonly<Record<'stored' | 'truth' | 'believed' | 'digests', unknown>> & { readonly writes: number };
const sorted = (entries: Iterable<readonly [string, unknown]>): unknown =>
  [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));

async function endOf(steps: readonly Step[], always: boolean): Promise<End> {
  const world = openDeliveryWorld(always);
  try {
    for (const step of steps) await take(world, step);
    await world.finish();
    const stored = await world.stored();
    const digests = new Map([...stored].map(([key, { digest }]) => [`project ${key}`, digest]));
    return {
      writes: world.writes(),
      stored: sorted([...stored].map(([key, { name }]) => [key, name])),
      believed: sorted([...world.consumer.state].map(([subject, { digest }]) => [subject, digest])),
      digests: sorted(digests),
      truth: sorted(world.truth()),
    };
  } finally {
    world.close();
  }
}

/**
 * A record that was refused is replayed while newer versions of it, and sometimes an older one, are on their way: the
 * only meetings in which it matters at which moment a batch looks into quarantine, writes, and lets go.
 */
const meetings: fc.Arbitrary<readonly Step[]> = fc
  .record({
    older: fc.constantFrom('none', 'x', 'y', 'gone'),
    newer: fc.array(fc.constantFrom('x', 'x', 'y', 'gone'), { minLength: 1, maxLength: 2 }),
    jobs: fc.array(job, { minLength: 1, maxLength: 3 }),
    choices: fc.array(fc.nat({ max: 3 }), { minLength: 10, maxLength: 40, size: 'max' }),
    after: fc.array(step, { maxLength: 3 }),
  })
  .map(({ older, newer, jobs, choices, after }): readonly Step[] => {
    const page = (name: string): Step => ({ kind: 'page', rows: [{ key: 'a', name }] });
    const settle: Step = { kind: 'settleRun' };
    // What is older than the refusal is buried, and comes back at the meeting.
    const before: Step[] = older === 'none' ? [] : [page(older), { kind: 'bury', pick: 0 }];
    const replayed: Job = { replay: 'listed', pick: 0, fate: 'well' };
    return [
      ...[page('x'), settle, ...before, page('invalid'), settle, ...newer.map(page)],
      // Only now, so that the run of the newer ones has the mapping of what is stored.
      { kind: 'mend' as const },
      ...(older === 'none' ? [] : [{ kind: 'redrive' as const }]),
      ...[{ kind: 'together' as const, jobs: [replayed, ...jobs], choices }, ...after],
    ];
  });

const runs = Number(process.env['TRIBUTARY_PROPERTY_RUNS'] ?? 300);

/** Runs the steps twice; gives how many writes were saved. */
async function expectTruth(steps: readonly Step[]): Promise<number> {
  const [sparse, always] = [await endOf(steps, false), await endOf(steps, true)];
  for (const end of [always, sparse]) {
    expect(end.stored).toEqual(end.truth);
    expect(end.believed).toEqual(end.digests);
  }
  expect(sparse.truth).toEqual(always.truth);
  return always.writes - sparse.writes;
}

describe('records that are not written while they do not change', () => {
  test('end as they do when every one of them is written, in the order of truth', async () => {
    let saved = 0;
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        saved += await expectTruth(steps);
      }),
      { numRuns: runs },
    );
    expect(saved).toBeGreaterThan(runs / 10);
  }, 600_000);

  test('lose to no replay of an older version that meets them on its way', async () => {
    await fc.assert(
      fc.asyncProperty(meetings, async (steps) => {
        await expectTruth(steps);
      }),
      { numRuns: runs },
    );
  }, 600_000);
});
