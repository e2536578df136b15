import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { leftoverMs, type Manifest, type Run } from '../../core/run.ts';
import { type Database, openDatabase } from '../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../platform/embedded/documents.ts';
import { isTooLate, type LeftoverDeps, mayHaveLeftovers, noteLeftovers } from '../../transformer/leftovers.ts';
import { type FakeClock, fakeClock } from '../support/fake-clock.ts';

const scope = { tenant: 't', connection: 'c', stream: 'projects' };
const hourMs = 3_600_000;
let db: Database;
let clock: FakeClock;
beforeEach(() => {
  db = openDatabase({ file: ':memory:' });
  clock = fakeClock();
});
afterEach(() => db.close());

/** A ledger of which only the pending batches are asked for. */
const depsWith = (streams: readonly string[]): LeftoverDeps => {
  const pending = async (_key: unknown, limit: number): Promise<Manifest[]> =>
    streams.slice(0, limit).map((stream) => ({ stream }) as Manifest);
  return { documents: embeddedDocuments(db), clock, ledger: { pending } as unknown as LeftoverDeps['ledger'] };
};
const runThat = (end: Partial<Run>): Run =>
  ({ ...scope, run: 7, status: 'partial', streams: ['projects', 'other'], ...end }) as Run;
const ended = (): Run => runThat({ endedAt: clock.now().toISOString() });

describe('leftovers', () => {
  test('of a settled run there are none', async () => {
    const deps = depsWith(['projects']);
    await noteLeftovers(deps, runThat({ status: 'succeeded' }));
    expect(await mayHaveLeftovers(deps, scope)).toBe(false);
  });

  test('count for two weeks from the end of their run, in their stream', async () => {
    const deps = depsWith(['projects', 'projects']);
    await noteLeftovers(deps, ended());
    expect(await mayHaveLeftovers(deps, scope)).toBe(true);
    expect(await mayHaveLeftovers(deps, { ...scope, stream: 'other' })).toBe(false);
    await clock.advance(leftoverMs - 1);
    expect(await mayHaveLeftovers(deps, scope)).toBe(true);
    await clock.advance(1);
    expect(await mayHaveLeftovers(deps, scope)).toBe(false);
  });

  test('of a newer run make it longer, never shorter', async () => {
    const deps = depsWith(['projects']);
    const [first] = [ended()];
    await clock.advance(5 * hourMs);
    await noteLeftovers(deps, ended());
    await noteLeftovers(deps, first);
    await clock.advance(leftoverMs - 1);
    expect(await mayHaveLeftovers(deps, scope)).toBe(true);
  });

  test('that are too many to look through count for every stream', async () => {
    const deps = depsWith(Array.from({ length: 1000 }, () => 'other'));
    await noteLeftovers(deps, ended());
    expect(await mayHaveLeftovers(deps, scope)).toBe(true);
  });

  test('come too late before the runs stop counting on them, by more than a batch takes', async () => {
    const run = ended();
    expect(isTooLate(runThat({}), clock.now())).toBe(false);
    await clock.advance(leftoverMs - hourMs);
    expect(isTooLate(run, clock.now())).toBe(false);
    await clock.advance(1);
    expect(isTooLate(run, clock.now())).toBe(true);
    expect(await mayHaveLeftovers(depsWith([]), scope)).toBe(false);
  });
});
