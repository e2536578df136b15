import { expect, test } from '@jest/globals';
import { openAwsPlatform } from '../../platform/aws/platform.ts';
import { systemClock } from '../../platform/clock.ts';
import { makeStage } from '../support/hand-made-stage.ts';
import { onEmulators } from '../support/on-emulators.ts';

onEmulators(['ministack'], () => {
  test('opens every port over a stage; what one platform seals, another of the stage can read', async () => {
    const { deployment, deployErp } = await makeStage('whole', ['information.party']);
    await deployErp('demo-odata');
    let ids = 0;
    const open = (): ReturnType<typeof openAwsPlatform> =>
      openAwsPlatform({
        deployment,
        clock: systemClock,
        ids: { next: () => `id-${++ids}` },
        checkpoint: () => undefined,
      });
    const [platform, other] = [open(), open()];
    await platform.documents.put('acme', 'connections', 'main', { a: 1 });
    expect((await other.documents.get('acme', 'connections', 'main'))?.value).toEqual({ a: 1 });
    await platform.blobs.put('a/b', Buffer.from('x'));
    expect(Buffer.from((await other.blobs.get('a/b')) ?? []).toString()).toBe('x');
    await platform.secrets.put('acme', 'main', { user: 'alice' }, 'demo-odata');
    expect(await other.secrets.get('acme', 'main')).toEqual({ user: 'alice' });
    await platform.schedules.put({ tenant: 'acme', name: 'main', connector: 'demo-odata', when: { every: '1h' } });
    expect(await other.schedules.list()).toHaveLength(1);
    expect(await platform.executions.start('demo-odata', 'e1', {})).toMatch(/:execution:.*:e1$/);
    const token = { value: 'secret-token', expiresAt: new Date(Date.now() + 600_000).toISOString() };
    expect(await platform.coordination.token('t', async () => token)).toBe('secret-token');
    const refresh = async (): Promise<never> => Promise.reject(new Error('it was to be read, not made anew'));
    expect(await other.coordination.token('t', refresh)).toBe('secret-token');
    for (const opened of [platform, other]) opened.close();
  });
});
