import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { leftoverMs } from '../../core/run.ts';
import type { ReceivedMessage } from '../../platform/ports.ts';
import { type TransformDeps, transformHandler } from '../../transformer/transform.ts';
import { openParts, type Parts } from '../support/delivery/parts.ts';
import { openSource, type Source } from '../support/delivery/source.ts';
import { scope } from '../support/delivery/stream.ts';

let parts: Parts;
let source: Source;
let failures: unknown[];
beforeEach(() => {
  parts = openParts();
  source = openSource(parts, false);
  failures = [];
});
afterEach(() => parts.close());

/** Delivers what waits, so long after now, and gives the ids that failed. */
async function deliver(afterMs = 0): Promise<readonly string[]> {
  const messages: ReceivedMessage[] = parts.queue.map((message) => ({ ...message, receipt: '', sentAt: '' }));
  const now = (): Date => new Date(parts.deps.clock.now().getTime() + afterMs);
  const deps: TransformDeps = {
    ...{ ...parts.deps, clock: { ...parts.deps.clock, now } },
    onFailure: (_id, error) => failures.push(error),
  };
  return transformHandler(deps)(messages, new AbortController().signal);
}
const storedKeys = async (): Promise<string[]> =>
  (await parts.deps.records.scan(scope, undefined, 10)).map(({ key }) => key);

describe('a batch of a run that has ended', () => {
  test('goes through while later runs count on it', async () => {
    await source.page([{ key: 'a', name: 'x' }]);
    await source.endRun();
    expect(await deliver(leftoverMs - 2 * 3_600_000)).toEqual([]);
    expect(await storedKeys()).toEqual(['a']);
  });

  test('is left to the dead letters after that, with what to do', async () => {
    await source.page([{ key: 'a', name: 'x' }]);
    await source.endRun();
    expect(await deliver(leftoverMs)).toHaveLength(1);
    expect(failures).toMatchObject([{ name: 'NotSettled', code: 'batch-too-late' }]);
    expect(String(failures[0])).toContain('A run of c with --full reads the records again');
    expect(await storedKeys()).toEqual([]);
  });

  test('only sends its receipt again when it has its outcome, however late', async () => {
    await source.page([{ key: 'a', name: 'x' }]);
    await deliver();
    await source.endRun();
    expect(await deliver(leftoverMs)).toEqual([]);
  });
});

test('unchanged records are written while a batch of an earlier run may still come, as the manifest says', async () => {
  await source.page([{ key: 'a', name: 'x' }]);
  await deliver();
  parts.queue.length = 0;
  await source.page([{ key: 'b', name: 'x' }]);
  await source.endRun();
  const left = parts.queue.splice(0);
  expect(parts.writes).toBe(1);

  await source.page([{ key: 'a', name: 'x' }]);
  await deliver();
  expect(parts.writes).toBe(2);
  parts.queue.splice(0, 1, ...left);
  await deliver();
  await source.endRun();

  await source.page([{ key: 'a', name: 'x' }]);
  const runs = await parts.deps.ledger.runs('t', 'c', 2);
  const manifests = await Promise.all(runs.map((run) => parts.deps.ledger.manifests(run, 's')));
  // For two weeks, because the ledger is not asked again what has come since.
  expect(manifests.flat().map(({ run, touches }) => [run, touches])).toEqual([
    [3, 'all'],
    [2, 'all'],
  ]);
});
