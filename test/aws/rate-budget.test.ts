import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { freshTable } from '../support/aws-table.ts';
import { fullestWindow } from '../support/fullest-window.ts';
import { onEmulators } from '../support/on-emulators.ts';

/** Less than an emulator can do: it needs a tenth of a second and more for a transaction. */
const limit = { requests: 10, perMs: 5_000 };
const seconds = 22;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** When the requests of one process were sent, in milliseconds of the machine's clock. */
function sentBy(table: string): Promise<readonly number[]> {
  const script = join(import.meta.dirname, '../support/budget-process.ts');
  const order = JSON.stringify({ table, limit, seconds, workers: 4 });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, order], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((give, fail) => {
    child.once('close', (code) =>
      code === 0 ? give(JSON.parse(said) as number[]) : fail(new Error(`The process ended with ${code}.`)),
    );
  });
}

// moto does not isolate transactions from each other.
onEmulators(['ministack'], (emulator) => {
  test('two processes share a limit: never more in any window, and nine tenths are used', async () => {
    const { table, remove } = await freshTable();
    const sent = (await Promise.all([sentBy(table.name), sentBy(table.name)])).flat().sort((a, b) => a - b);
    await remove();
    const begin = sent[0] ?? 0;
    const whole = seconds * 1_000 - 2_000;
    const used = sent.filter((at) => at < begin + whole).length;
    console.log(JSON.stringify({ emulator, sent: sent.length, fullest: fullestWindow(sent, limit.perMs), used }));
    expect(fullestWindow(sent, limit.perMs)).toBeLessThanOrEqual(limit.requests);
    expect(used).toBeGreaterThanOrEqual(0.9 * (whole / limit.perMs) * limit.requests);
  });
});
