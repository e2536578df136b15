import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../test/support/free-port.ts';

/** The mock ERP of ../shared/bench in a process of its own. */
export type MockErp = {
  /** Of a mock that has so many records; each call is another mock, as far as its counters go. */
  address(records: number): string;
  stop(): void;
};

/** Starts the mock that ../shared/bench/setup.sh has built. */
export async function openMockErp(): Promise<MockErp> {
  const port = await freePort();
  const folder = process.env['BENCH_ENV'] ?? join(homedir(), '.cache/erp-bench');
  const child = spawn(join(folder, 'mock/mockerp'), ['-port', String(port)], { stdio: 'ignore' });
  const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
  for (let answers = false; !answers; ) {
    const asked = fetch(`http://127.0.0.1:${port}/n1/_stats`).then(
      () => true,
      () => false,
    );
    answers = await Promise.race([asked, failed]);
  }
  let number = 0;
  return {
    address: (records) => `http://127.0.0.1:${port}/n${records}-l0-r${process.pid}x${number++}`,
    stop: () => void child.kill(),
  };
}
