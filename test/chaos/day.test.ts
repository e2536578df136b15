import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import type { Footprint } from './support/footprint.ts';

/** One each minute of a day. CHAOS_DAY_RUNS makes a shorter day, for whoever works on this. */
const runs = Number(process.env['CHAOS_DAY_RUNS'] ?? 1_440);
const newDirectory = temporaryDirectories();

test('a day of scheduled runs leaves behind what retention says, and nothing else', async () => {
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
  const [first, last] = [measured[0], measured[3]];
  if (!first || !last) throw new Error('nothing was measured');
  expect(last.handles).toBeLessThanOrEqual(first.handles + 2);
  expect(last.heapMegabytes).toBeLessThanOrEqual(first.heapMegabytes + 6);
  const { rows } = last;
  expect({ locks: rows['lease'], waiting: rows['delivery'], queues: rows['queue'] }).toEqual({
    locks: 1,
    waiting: 0,
    queues: 6,
  });
  expect(rows['record_body']).toBeLessThanOrEqual(Number(rows['record']));
  expect(rows['budget_take']).toBeLessThanOrEqual(50);
});
