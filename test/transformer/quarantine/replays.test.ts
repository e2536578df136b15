import { expect, test } from '@jest/globals';
import { openDatabase } from '../../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../../platform/embedded/documents.ts';
import { noteReplay, wasReplayedLately } from '../../../transformer/quarantine/replays.ts';
import { fakeClock } from '../../support/fake-clock.ts';

test('a replay is late news for ten minutes, for its own stream', async () => {
  const db = openDatabase({ file: ':memory:' });
  const clock = fakeClock();
  const deps = { documents: embeddedDocuments(db), clock };
  const scope = { tenant: 't', connection: 'c', stream: 's' };
  expect(await wasReplayedLately(deps, scope)).toBe(false);
  await noteReplay(deps, scope);
  expect(await wasReplayedLately(deps, scope)).toBe(true);
  expect(await wasReplayedLately(deps, { ...scope, stream: 'other' })).toBe(false);
  expect(await wasReplayedLately(deps, { ...scope, tenant: 'other' })).toBe(false);
  await clock.advance(10 * 60_000);
  expect(await wasReplayedLately(deps, scope)).toBe(false);
  db.close();
});
