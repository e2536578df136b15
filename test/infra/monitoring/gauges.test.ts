import { expect, test } from '@jest/globals';
import type { Run } from '../../../core/run.ts';
import { changeEndpoint } from '../../../distributor/deliver/endpoint.ts';
import { addSubscription } from '../../../distributor/subscribe.ts';
import { openEmbedded } from '../../../infra/embedded.ts';
import { gauges } from '../../../infra/monitoring/gauges.ts';
import { putConnection } from '../../../platform/catalogue.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const run = (startedAt: string): Run => ({ status: 'failed', startedAt }) as Run;
const directory = temporaryDirectories();

async function gaugesWith(open: readonly Run[], ended: readonly Run[]): Promise<unknown> {
  const { platform, close } = await openEmbedded({ home: directory() });
  try {
    const more = { connector: 'demo-odata', parameters: {}, paused: false, schedule: { every: '1h' } };
    await putConnection(platform, { tenant: 't', name: 'c', ...more });
    return await gauges({
      documents: platform.documents,
      queues: platform.queues,
      clock: { ...platform.clock, now: () => new Date(now) },
      ledger: { openRuns: async () => open, runs: async () => ended },
    });
  } finally {
    await close();
  }
}

const sound = [
  { metric: 'SubscriptionsPaused', value: 0 },
  { metric: 'ConsumerDeadLetters', value: 0 },
];

test('nothing is open and nothing is late: both are nought', async () => {
  expect(await gaugesWith([], [])).toEqual([
    { metric: 'OldestRunSeconds', value: 0 },
    { metric: 'ConnectionsStale', value: 0 },
    ...sound,
  ]);
});

test('the oldest open run counts, and each connection without data for too long', async () => {
  const open = [run('2026-03-02T11:59:00Z'), run('2026-03-02T11:00:00Z'), run('2026-03-02T11:30:00Z')];
  expect(await gaugesWith(open, [run('2026-03-02T01:00:00Z')])).toEqual([
    { metric: 'OldestRunSeconds', value: 3_600 },
    { metric: 'ConnectionsStale', value: 1 },
    ...sound,
  ]);
});

test('paused endpoints and dead letters of consumers count', async () => {
  const { platform, close } = await openEmbedded({ home: directory() });
  const target = { kind: 'folder', path: 'out' } as const;
  for (const name of ['a', 'b'])
    await addSubscription(platform, { name, tenants: ['t'], topics: ['information.party'], filter: {}, target });
  const pausedAt = { paused: { at: '2026-03-02T12:00:00Z', by: 'operator', reason: 'x' } } as const;
  await changeEndpoint(platform.documents, 'a', () => ({ failures: 0, ...pausedAt }));
  await platform.queues.send('subscription.b.dead', [{ id: 'm', body: 'x', attributes: {} }]);
  const ledger = { openRuns: async () => [], runs: async () => [] };
  const { documents, queues, clock } = platform;
  expect((await gauges({ documents, queues, clock, ledger })).slice(2)).toEqual([
    { metric: 'SubscriptionsPaused', value: 1 },
    { metric: 'ConsumerDeadLetters', value: 1 },
  ]);
  await close();
});
