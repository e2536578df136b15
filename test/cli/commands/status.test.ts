import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openEmbedded } from '../../../infra/embedded.ts';
import { type DemoHome, openDemoHome } from '../demo-home.ts';
import { tributary } from '../run-command.ts';

let demo: DemoHome;
beforeEach(async () => {
  demo = await openDemoHome();
});
afterEach(() => demo.close());

test('a directory that is not there is no empty one', async () => {
  const { code, err } = await tributary(['status'], { home: join(demo.home, 'nowhere') });
  expect(code).toBe(3);
  expect(err).toContain('start --demo');
});

test('connections, worker, and what needs attention', async () => {
  const before = await demo.tributary(['status']);
  expect(before.out).toMatch(/^worker +none/m);
  expect(before.out).toMatch(/^demo +demo-odata +by command +- +-$/m);
  expect((await demo.tributary(['runs'])).out).toContain('No run yet');
  await demo.tributary(['run', 'demo']);
  const embedded = await openEmbedded({ home: demo.home });
  const worker = await embedded.worker();
  try {
    const after = await demo.tributary(['status']);
    expect(after.out).toMatch(new RegExp(`^worker +process ${process.pid}, started `, 'm'));
    expect(after.out).toMatch(/^demo .* demo\/1 +succeeded, (now|\d+ s ago)$/m);
    expect(after.out).toMatch(/^dead letters +none$/m);
    expect(JSON.parse((await demo.tributary(['status', '--json'])).out)).toMatchObject({
      home: demo.home,
      worker: { pid: process.pid },
      connections: [{ name: 'demo', lastRun: { run: 'demo/1', status: 'succeeded' } }],
      openRuns: [],
      quarantined: 0,
      deadLetters: [],
    });
  } finally {
    await worker.stop();
    await embedded.close();
  }
});

test('runs are listed newest first', async () => {
  await demo.tributary(['run', 'demo', '--stream', 'projects']);
  await demo.tributary(['run', 'demo', '--stream', 'projects']);
  const { out } = await demo.tributary(['runs', 'demo', '--limit', '1']);
  expect(out).toMatch(/^run .*\ndemo\/2 +succeeded +\S+ \S+ +\d+\.\d +\d+ +manual\n$/);
  expect((await demo.tributary(['runs', 'dmo'])).code).toBe(3);
});
