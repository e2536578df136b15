import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import type { Footprint } from './support/footprint.ts';

/** As many as a day has minutes. CHAOS_DAY_RUNS takes fewer, for whoever works on this; what is kept has no time to grow old then. */
const runs = Number(process.env['CHAOS_DAY_RUNS'] ?? 1_440);
const newDirectory = temporaryDirectories();

test('a day’s worth of scheduled runs leaves behind what retention says, and nothing else', async () => {
  const script = join(import.meta.dirname, 'support/day-process.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--disable-warning=ExperimentalWarning', script, newDirectory(), String(runs)],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  );
  console.log(stdout);
  const measured = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Footprint);
  const [first, , third, last] = measured;
  if (!first || !third || !last) throw new Error('nothing was measured');
  expect(last.handles).toBeLessThanOrEqual(first.handles + 2);
  expect(last.heapMegabytes).toBeLessThanOrEqual(first.heapMegabytes + 6);
  const { rows } = last;
  expect(rows['delivery']).toBe(0);
  expect(rows['record_body']).toBeLessThanOrEqual(Number(rows['record']));
  expect(rows['budget_take']).toBeLessThanOrEqual(50);
  // Nothing is kept for longer than sixteen days, which have passed twice over at the end; leases are those of the
  // connection and of housekeeping.
  const grown = Object.keys(rows).filter((table) => Number(rows[table]) > Number(third.rows[table]) * 1.05 + 10);
  expect({ grown, leases: rows['lease'] }).toEqual({ grown: [], leases: 2 });
  expect(last.files).toBeLessThanOrEqual(third.files * 1.05 + 10);
  expect(last.databaseMegabytes).toBeLessThanOrEqual(third.databaseMegabytes * 1.1);
});
