import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openEmbedded } from '../../../infra/embedded.ts';
import { type DemoHome, openDemoHome } from '../demo-home.ts';

let demo: DemoHome;
beforeAll(async () => {
  demo = await openDemoHome();
});
afterAll(() => demo.close());

test('periods are shown, set together or not at all, and set for a tenant', async () => {
  expect((await demo.tributary(['retention', 'show'])).out).toMatch(/^raw +90d +90d +16d$/m);
  const refused = await demo.tributary(['retention', 'set', 'runs=300d', 'raw=2d', 'journal=5d']);
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/2d is too short.*(\n.*)*Did you mean "journals"/);
  expect((await demo.tributary(['retention', 'set', 'raw=120d'])).err).toContain('ledger: 90d is shorter than raw');
  expect((await demo.tributary(['retention', 'show'])).out).toMatch(/^runs +400d/m);
  const file = join(demo.home, 'retention.txt');
  writeFileSync(file, 'raw: 30d # a month\n\nruns = 200d\n');
  expect(await demo.tributary(['retention', 'set', '--file', file, 'events=2h'])).toMatchObject({ code: 0 });
  expect((await demo.tributary(['retention', 'show'])).out).toMatch(/^raw +30d(.*\n)+runs +200d(.*\n)+events +2h/m);
  expect(await demo.tributary(['retention', 'set', 'raw=20d', '--tenant', 'acme'])).toMatchObject({ code: 0 });
  const { out } = await demo.tributary(['retention', 'show', '--tenant', 'acme', '--json']);
  expect(JSON.parse(out)).toMatchObject({ policy: { raw: '20d', runs: '200d' } });
  for (const args of [['set'], ['set', '--file', 'nowhere'], ['set', 'events=1d', '--tenant', 'acme']])
    expect(await demo.tributary(['retention', ...args])).toMatchObject({ code: 2 });
});

test('a dry run says what would go, and a run removes it; beside a backup neither does', async () => {
  const { platform, close } = await openEmbedded({ home: demo.home });
  await platform.blobs.put('raw/default/demo/projects/9/1-x.zst', Buffer.from('orphan'));
  const dry = await demo.tributary(['retention', 'run', '--dry-run', '--json']);
  expect(JSON.parse(dry.out)).toMatchObject({
    dryRun: true,
    complete: true,
    removed: { raw: { removed: 1, bytes: 6 } },
  });
  expect((await demo.tributary(['retention', 'run'])).out).toMatch(/^raw +1 +6 B$/m);
  expect(JSON.parse((await demo.tributary(['retention', 'run', '--json'])).out).removed.raw.removed).toBe(0);
  await platform.coordination.acquire('housekeeping', 'a backup', 60_000);
  const busy = await demo.tributary(['retention', 'run']);
  expect(busy).toMatchObject({
    code: 1,
    err: expect.stringContaining('Another process removes old data, makes a backup'),
  });
  await close();
});
