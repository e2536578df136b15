import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OutputFailed } from '../../../cli/standard-output.ts';
import { type DemoHome, openDemoHome } from '../demo-home.ts';
import { documentsIn, tributary } from '../run-command.ts';

let demo: DemoHome;
beforeAll(async () => {
  demo = await openDemoHome();
  await demo.tributary(['subscription', 'add', 'archive', '--topic', 'information.project', '--change', 'created']);
  await demo.tributary(['run', 'demo']);
});
afterAll(() => demo.close());

describe('events tail', () => {
  test('--last takes the newest events out of their batches, and ends', async () => {
    const { code, out } = await demo.tributary(['events', 'tail', 'information.project', '--last', '3']);
    expect(code).toBe(0);
    expect(out).toMatch(/^(\d\d:\d\d:\d\d {2}(created|updated) {2}project \S+ {2}demo\/projects .*\n){3}$/);
    const { out: json } = await demo.tributary(['events', 'tail', 'information.party', '--last', '7', '--json']);
    expect(documentsIn(json).map((event) => event['specversion'])).toEqual(Array.from({ length: 7 }, () => '1.0'));
  });

  test('otherwise it shows ten and follows until it is stopped', async () => {
    const stop = new AbortController();
    let asked: Promise<unknown> | undefined;
    const onOutput = (out: string): void => {
      const lines = out.split('\n').length - 1;
      if (lines === 10) {
        demo.erp.mutate({ change: 1, entitySet: 'Projects' });
        asked ??= demo.tributary(['run', 'demo', '--stream', 'projects']);
      }
      if (lines > 10) stop.abort();
    };
    const { code, out } = await demo.tributary(['events', 'tail', 'information.project'], {
      signal: stop.signal,
      onOutput,
    });
    await asked;
    expect(code).toBe(0);
    expect(out).toMatch(/updated {2}project .*\n$/);
  });

  test('pointers and notifications of runs', async () => {
    expect((await demo.tributary(['events', 'tail', 'erp-system.demo-odata', '--last', '1'])).out).toMatch(
      /^pointer {2}\{/,
    );
    expect((await demo.tributary(['events', 'tail', 'notification.run', '--no-follow'])).out).toContain(
      'run demo/1 succeeded',
    );
  });

  test('the catalogue of topics needs no data directory', async () => {
    const { code, out } = await tributary(['events', 'topics'], { home: '/nonexistent' });
    expect(code).toBe(0);
    expect(out).toMatch(/^information\.<entity> +changes of a canonical entity/m);
  });

  test('an unknown topic', async () => {
    const { code, err } = await demo.tributary(['events', 'tail', 'information.projects']);
    expect(code).toBe(3);
    expect(err).toContain('Did you mean "information.project"?');
  });
});

describe('subscription', () => {
  test('list, read once, and remove', async () => {
    expect((await demo.tributary(['subscription', 'list'])).out).toMatch(
      /^archive +queue +1 +information\.project +\{"change":\["created"\]\}$/m,
    );
    const full = new OutputFailed(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    const failed = await demo.tributary(['subscription', 'read', 'archive'], { delivered: () => Promise.reject(full) });
    expect(failed).toMatchObject({
      code: 1,
      err: 'error: Standard output cannot be written: no space is left on the device.\n',
    });
    const { out } = await demo.tributary(['subscription', 'read', 'archive', '--json']);
    expect(documentsIn(out)).toHaveLength(10);
    expect((await demo.tributary(['subscription', 'read', 'archive'])).out).toBe('No message waits.\n');
    expect((await demo.tributary(['subscription', 'remove', 'archive'])).code).toBe(0);
    expect((await demo.tributary(['subscription', 'read', 'archive'])).code).toBe(3);
  });

  test('add says all that is wrong at once', async () => {
    const argv = ['subscription', 'add', 'No', '--topic', 'information.partys', '--change', 'gone'];
    const { code, err } = await demo.tributary(argv);
    expect(code).toBe(2);
    for (const part of ['"No" is no name', '--change gone', '"information.partys"', '3 problems'])
      expect(err).toContain(part);
  });

  test.each([
    [['add', 'No', '--topic', 'information.party'], 2],
    [['add', 'a', '--topic', 'information.partys'], 3],
    [['add', 'a', '--topic', 'information.party', '--change', 'gone'], 2],
    [['add', 'a'], 2],
    [['remove', 'nothing'], 3],
  ])('%j ends with %d', async (argv, code) => {
    expect((await demo.tributary(['subscription', ...argv])).code).toBe(code);
  });
});
