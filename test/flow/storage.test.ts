import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { openEmbedded } from '../../infra/embedded.ts';
import { type Command, tributary } from '../support/command.ts';
import { openPipeline, storedEntities } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

let erp: ErpSimulator;
let home: ReturnType<typeof temporaryDirectory>;

beforeAll(async () => {
  erp = await startErpSimulator({ rows: { businessPartners: 450, projects: 30, supplierInvoices: 3000 } });
});
beforeEach(async () => {
  home = temporaryDirectory();
  const pipeline = await openPipeline({ home: home.path, erp: erp.url });
  await pipeline.close();
});
afterEach(() => {
  erp.clearFaults();
  home.remove();
});
afterAll(() => erp.stop());

const command = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Command =>
  tributary(home.path, args, { TRIBUTARY_ALLOW_HOSTS: new URL(erp.url).host, ...env });

test('a full database ends the process with a clear message; with room again nothing is missing', async () => {
  const full = await command(['run', 'demo'], { TRIBUTARY_MAX_DATABASE_MB: '1' }).finished;
  expect(full.code).toBe(5);
  expect(full.stderr).toMatch(/tributary\.db is full: free some space/);
  expect(full.stderr).not.toMatch(/^\s+at /m);

  const after = await command(['run', 'demo']).finished;
  expect({ code: after.code, stderr: after.stderr }).toMatchObject({ code: 0 });
  const embedded = await openEmbedded({ home: home.path });
  expect((await storedEntities(embedded, 'default')).size).toBe(3480);
  await embedded.close();
});

test('a damaged database is said as such, by every command', async () => {
  const file = join(home.path, 'tributary.db');
  const size = readFileSync(file).length;
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(size - 100, 0x5a), 0, size - 100, 100);
  for (const args of [['status'], ['run', 'demo'], ['start']]) {
    const { code, stderr } = await command(args).finished;
    expect({ args, code, stderr }).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/tributary\.db .*(damaged|not a database)/),
    });
    expect(stderr).not.toMatch(/^\s+at /m);
  }
});

test('a second process on the same directory is refused, and the first goes on', async () => {
  const first = command(['start']);
  try {
    await until('the first process to work', () => first.output().includes(home.path));
    const second = await command(['start']).finished;
    expect(second.code).toBe(4);
    expect(second.stderr).toContain(`Process ${first.child.pid}`);
    expect(first.child.exitCode).toBeNull();
  } finally {
    first.child.kill('SIGTERM');
    expect((await first.finished).code).toBe(0);
  }
});

test('SIGTERM in the middle of a run ends the process cleanly within five seconds, and the run is finished later', async () => {
  erp.setFault({ kind: 'slow', delayMs: 20_000, path: 'BusinessPartners', skip: 1, times: 1 });
  const running = command(['run', 'demo']);
  await until('the slow request', () => erp.requests().some(({ status }) => status === 0));
  running.child.kill('SIGTERM');
  await until(
    'the end of the process',
    () => running.child.exitCode !== null || running.child.signalCode !== null,
    5_000,
  );
  expect((await running.finished).signal).toBeNull();
  erp.clearFaults();
  const after = await command(['run', 'demo']).finished;
  expect({ code: after.code, stderr: after.stderr }).toMatchObject({ code: 0 });
});
