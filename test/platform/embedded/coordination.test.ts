import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { embeddedCoordination } from '../../../platform/embedded/coordination.ts';
import { openDatabase } from '../../../platform/embedded/database.ts';
import { coordinationContract } from '../../contract/coordination.contract.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const reversed = (text: string): string => [...text].reverse().join('');
const sealing = { seal: reversed, unseal: reversed };

coordinationContract('embedded', async () => {
  const file = join(newDirectory(), 'test.db');
  const [db, otherDb] = [openDatabase({ file }), openDatabase({ file })];
  const clock = fakeClock();
  return {
    coordination: embeddedCoordination(db, clock, sealing),
    other: embeddedCoordination(otherDb, clock, sealing),
    clock,
    passTime: clock.advance,
    dispose: async () => {
      db.close();
      otherDb.close();
    },
  };
});

describe('embedded coordination', () => {
  test('stores tokens sealed, and refreshes what it cannot unseal', async () => {
    const db = openDatabase({ file: join(newDirectory(), 'test.db') });
    const clock = fakeClock();
    const refresh = async (): Promise<{ value: string; expiresAt: string }> => ({
      value: 'very-secret',
      expiresAt: '2027-01-01T00:00:00.000Z',
    });
    await embeddedCoordination(db, clock, sealing).token('t', refresh);
    expect(db.get('SELECT sealed FROM access_token')).toEqual({ sealed: 'terces-yrev' });
    const unseal = (): string => {
      throw new Error('another key');
    };
    expect(await embeddedCoordination(db, clock, { ...sealing, unseal }).token('t', refresh)).toBe('very-secret');
    db.close();
  });

  test('keeps no more requests of a budget than its window can hold', async () => {
    const db = openDatabase({ file: join(newDirectory(), 'test.db') });
    const clock = fakeClock();
    const coordination = embeddedCoordination(db, clock, sealing);
    for (let count = 0; count < 50; count += 1) {
      await coordination.take('b', { requests: 5, perMs: 100 });
      clock.set(new Date(clock.now().getTime() + 30));
    }
    expect(Number(db.get('SELECT count(*) AS rows FROM budget_take')?.['rows'])).toBeLessThanOrEqual(5);
    db.close();
  });
});
