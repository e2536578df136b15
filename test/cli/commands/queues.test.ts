import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openEmbedded } from '../../../infra/embedded.ts';
import { type DemoHome, openDemoHome } from '../demo-home.ts';

let demo: DemoHome;
beforeAll(async () => {
  demo = await openDemoHome();
});
afterAll(() => demo.close());

test('queues show dead letters, and redrive moves them back', async () => {
  const { platform, close } = await openEmbedded({ home: demo.home });
  await platform.queues.send('transform.demo-odata.dead', [{ id: 'm', body: 'poison', attributes: {} }]);
  await close();
  expect((await demo.tributary(['queues'])).out).toMatch(/^transform\.demo-odata +0 +0 +- +1$/m);
  expect((await demo.tributary(['status'])).out).toMatch(/^dead letters +1 in transform\.demo-odata:/m);
  const { code, out } = await demo.tributary(['redrive', 'transform.demo-odata']);
  expect(code).toBe(0);
  expect(out).toContain('Moved 1 dead letters back to transform.demo-odata. They wait for a worker');
  expect((await demo.tributary(['queues'])).out).toMatch(/^transform\.demo-odata +1 +0 +\S.* +0$/m);
  expect((await demo.tributary(['redrive', 'transform.demo-odata'])).out).toContain('has no dead letters');
  expect(JSON.parse((await demo.tributary(['queues', '--json'])).out)).toContainEqual(
    expect.objectContaining({ queue: 'transform.demo-odata', visible: 1 }),
  );
});

test('an unknown queue', async () => {
  const { code, err } = await demo.tributary(['redrive', 'transform.demo']);
  expect(code).toBe(3);
  expect(err).toContain('Did you mean "transform.demo-odata"?');
});
