import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BatchOutcome, Continuation, Manifest } from '../../core/run.ts';
import { describeUnsettled, settlementOf } from '../../distributor/settlement.ts';

type Stream = {
  readonly continuation: Continuation;
  readonly manifests: readonly Manifest[];
  readonly outcomes: readonly BatchOutcome[];
};

const at = '2026-01-01T00:00:00.000Z';

function streamOf(counts: readonly number[], events: readonly number[]): Stream {
  const manifests = counts.map((count, index): Manifest => {
    const id = `t/c/s/1/${index + 1}-digest`;
    const where = { tenant: 't', connection: 'c', stream: 's', run: 1, batch: index + 1 };
    return {
      ...where,
      id,
      count,
      digest: 'digest',
      blob: `raw/${id}`,
      bytes: 1,
      declaredAt: at,
      publishedAt: at,
      publishes: 1,
    };
  });
  const outcomes = manifests.map((manifest, index) => {
    const published = Math.min(events[index] ?? 0, manifest.count);
    return {
      batchId: manifest.id,
      outcomes: 'c'.repeat(manifest.count),
      events: published,
      eventsAcknowledged: published,
      at,
    };
  });
  const records = counts.reduce((sum, count) => sum + count, 0);
  return {
    continuation: { batches: counts.length, records, pages: counts.length, done: true, startedAt: at, updatedAt: at },
    manifests,
    outcomes,
  };
}

const streams = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 })), { minLength: 1, maxLength: 12 })
  .map((batches) =>
    streamOf(
      batches.map(([count]) => count),
      batches.map(([, events]) => events),
    ),
  );

/** A stream and one of its batches. */
const withBatch = streams.chain((stream) =>
  fc.tuple(fc.constant(stream), fc.nat({ max: stream.manifests.length - 1 })),
);

function settle({ continuation, manifests, outcomes }: Stream): ReturnType<typeof settlementOf> {
  return settlementOf(continuation, manifests, outcomes);
}

/** Settlement fails, and the message names the batch. */
function expectNamed(stream: Stream, batch: number): void {
  const settlement = settle(stream);
  expect(settlement.settled).toBe(false);
  if (settlement.settled) return;
  expect(settlement.unsettled.map((entry) => entry.batch)).toContain(batch);
  expect(describeUnsettled('s', settlement.unsettled)).toContain(`batch ${batch}`);
}

describe('settlement', () => {
  test('settles when every declared record has one outcome, in whatever order rows come', () => {
    fc.assert(
      fc.property(streams, fc.boolean(), (stream, reversed) => {
        const outcomes = reversed ? stream.outcomes.toReversed() : stream.outcomes;
        expect(settle({ ...stream, outcomes })).toEqual({ settled: true, records: stream.continuation.records });
      }),
    );
  });

  test('names the batch whose manifest row is gone', () => {
    fc.assert(
      fc.property(withBatch, ([stream, gone]) => {
        expectNamed({ ...stream, manifests: stream.manifests.filter((_row, index) => index !== gone) }, gone + 1);
      }),
    );
  });

  test('names the batch whose outcome is gone', () => {
    fc.assert(
      fc.property(withBatch, ([stream, gone]) => {
        expectNamed({ ...stream, outcomes: stream.outcomes.filter((_row, index) => index !== gone) }, gone + 1);
      }),
    );
  });

  test('names the batch whose pointer was never accepted', () => {
    fc.assert(
      fc.property(withBatch, ([stream, gone]) => {
        expectNamed(
          {
            ...stream,
            manifests: stream.manifests.map((row, index) => (index === gone ? { ...row, publishes: 0 } : row)),
          },
          gone + 1,
        );
      }),
    );
  });

  test('names the batch of which an event was not accepted', () => {
    fc.assert(
      fc.property(withBatch, ([stream, gone]) => {
        const outcomes = stream.outcomes.map((row, index) =>
          index === gone ? { ...row, eventsAcknowledged: row.events - 1 } : row,
        );
        expectNamed({ ...stream, outcomes }, gone + 1);
      }),
    );
  });

  test('names the batch that has an outcome too few or too many', () => {
    fc.assert(
      fc.property(withBatch, fc.boolean(), ([stream, wrong], more) => {
        const change = (letters: string): string => (more ? `${letters}c` : letters.slice(1));
        expectNamed(
          {
            ...stream,
            outcomes: stream.outcomes.map((row, index) =>
              index === wrong ? { ...row, outcomes: change(row.outcomes) } : row,
            ),
          },
          wrong + 1,
        );
      }),
    );
  });
});
