import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { erasureHolder, takeConnectionLease } from '../../platform/connection-lease.ts';
import { embeddedCoordination } from '../../platform/embedded/coordination.ts';
import { openDatabase } from '../../platform/embedded/database.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const scope = { tenant: 'acme', connection: 'main' };

test('a dead execution loses its lease at once, who erases keeps it until it expires', async () => {
  const db = openDatabase({ file: join(newDirectory(), 'test.db') });
  const clock = fakeClock();
  const sealing = { seal: (text: string): string => text, unseal: (text: string): string => text };
  const executions = { describe: async () => undefined };
  const deps = { coordination: embeddedCoordination(db, clock, sealing), executions };
  expect(await takeConnectionLease(deps, scope, 'dead execution')).toMatchObject({ ok: true });
  const holder = erasureHolder('1');
  expect(await takeConnectionLease(deps, scope, holder)).toMatchObject({ ok: true, fence: { token: 2 } });
  expect(await takeConnectionLease(deps, scope, 'run')).toMatchObject({ ok: false, holder });
  await clock.advance(60 * 60_000);
  expect(await takeConnectionLease(deps, scope, 'run')).toMatchObject({ ok: true });
  db.close();
});
