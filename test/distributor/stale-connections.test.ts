import { expect, test } from '@jest/globals';
import type { Connection } from '../../core/connector/model.ts';
import type { Run } from '../../core/run.ts';
import { staleConnections } from '../../distributor/stale-connections.ts';
import { openEmbedded } from '../../infra/embedded.ts';
import { putConnection } from '../../platform/catalogue.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const minutesAgo = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();

type Past = { readonly status: Run['status']; readonly startedAt: string; readonly endedAt?: string };
const ended = (status: Run['status'], minutes: number): Past => ({
  status,
  startedAt: minutesAgo(minutes + 1),
  endedAt: minutesAgo(minutes),
});

async function staleWith(connection: Partial<Connection>, runs: readonly Past[]): Promise<unknown> {
  const home = temporaryDirectory();
  const { platform, close } = await openEmbedded({ home: home.path });
  try {
    await putConnection(platform, {
      ...{ tenant: 't', name: 'c', connector: 'demo-odata', parameters: {}, paused: false },
      ...connection,
    });
    return await staleConnections({
      documents: platform.documents,
      clock: { ...platform.clock, now: () => new Date(now) },
      ledger: { runs: async () => runs as readonly Run[] },
    });
  } finally {
    await close();
    home.remove();
  }
}

const hourly = { schedule: { every: '1h' } };

test.each<[string, Partial<Connection>, readonly Past[], unknown]>([
  ['within three intervals', hourly, [ended('succeeded', 170)], []],
  ['beyond them', hourly, [ended('succeeded', 190)], [{ lastGoodAt: minutesAgo(190) }]],
  [
    'failures since do not count as data',
    hourly,
    [ended('failed', 5), ended('succeeded', 190)],
    [{ lastGoodAt: minutesAgo(190) }],
  ],
  ['a partial run brought some', hourly, [ended('partial', 5), ended('succeeded', 190)], []],
  ['never a good run', hourly, [ended('failed', 5), ended('failed', 200)], [{}]],
  ['never a run at all', hourly, [], []],
  ['paused', { ...hourly, paused: true }, [ended('succeeded', 900)], []],
  ['without a schedule', {}, [ended('succeeded', 900)], []],
  ['every minute: a quarter of an hour is allowed', { schedule: { every: '1m' } }, [ended('succeeded', 14)], []],
  ['cron: a day and a bit', { schedule: { cron: '0 6 * * *' } }, [ended('succeeded', 25 * 60)], []],
  [
    'cron: more',
    { schedule: { cron: '0 6 * * *' } },
    [ended('succeeded', 27 * 60)],
    [{ lastGoodAt: minutesAgo(27 * 60) }],
  ],
])('%s', async (_case, connection, runs, expected) => {
  const stale = (expected as object[]).map((entry) => ({ tenant: 't', connection: 'c', ...entry }));
  expect(await staleWith(connection, runs)).toEqual(stale);
});
