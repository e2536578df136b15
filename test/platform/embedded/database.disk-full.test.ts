import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fence, Run } from '../../../core/run.ts';
import { embeddedCoordination } from '../../../platform/embedded/coordination.ts';
import { type Database, openDatabase } from '../../../platform/embedded/database.ts';
import { executionJournal } from '../../../platform/embedded/execution-journal.ts';
import { embeddedLedger } from '../../../platform/embedded/ledger.ts';
import { embeddedRecordStore } from '../../../platform/embedded/record-store.ts';
import { embeddedSchedules } from '../../../platform/embedded/schedules.ts';
import type { Coordination, Ledger, RecordStore, Schedules } from '../../../platform/ports.ts';
import { continuation, manifest, outcome } from '../../contract/ledger-fixtures.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const unsealed = { seal: (text: string): string => text, unseal: (text: string): string => text };
const scope = { tenant: 't', connection: 'c', stream: 's' };
const wanted = { tenant: 't', connection: 'c', trigger: 'manual', connector: 'demo', registration: 1, streams: ['s'] };
/** Longer than what is left on any page, so that every write needs a new one. */
const long = 'x'.repeat(5_000);

type Platform = {
  readonly records: RecordStore;
  readonly ledger: Ledger;
  readonly coordination: Coordination;
  readonly schedules: Schedules;
  readonly journal: ReturnType<typeof executionJournal>;
  readonly fence: Fence;
  readonly run: Run;
};

async function openPlatform(db: Database): Promise<Platform> {
  const clock = fakeClock();
  const [ledger, coordination] = [embeddedLedger(db, clock), embeddedCoordination(db, clock, unsealed)];
  const lease = await coordination.acquire('connection/t/c', 'e1', 60_000);
  if (!lease.ok) throw new Error('not acquired');
  const run = await ledger.openRun({ ...wanted, mode: 'full' }, 'e1', lease.fence);
  return {
    ...{ ledger, coordination, run, fence: lease.fence },
    records: embeddedRecordStore(db),
    schedules: embeddedSchedules(db, clock, () => undefined),
    journal: executionJournal(db, clock),
  };
}

/** One row each, every one of a page's size, unlike any before. */
const writes: Readonly<Record<string, (platform: Platform, unique: string) => Promise<unknown>>> = {
  'records.apply': ({ records }, unique) => {
    const body = { text: long, unique };
    const entities = [{ entity: 'party', id: unique + long, digest: 'd', body, identifiers: [] }];
    return records.apply(scope, unique, [
      { key: unique, revision: 'r1', rawDigest: 'd', outcome: 'created', entities },
    ]);
  },
  'ledger.openRun': ({ ledger, fence }, unique) =>
    ledger.openRun({ ...wanted, connection: unique, trigger: long, mode: 'full' }, unique, fence),
  'ledger.declare': ({ ledger, run, fence }, unique) =>
    ledger.declare(run, 's', [{ ...manifest(run, Number(unique), 's'), blob: long }], continuation(1), fence),
  'ledger.writeOutcome': ({ ledger, run }, unique) => ledger.writeOutcome(run, 's', outcome(unique, long)),
  'ledger.closeRun': ({ ledger, run, fence }) => {
    const error = { name: 'ErpRejected', message: long.repeat(1_000) };
    return ledger.closeRun(run, { status: 'failed', results: [], error }, fence);
  },
  'coordination.acquire': ({ coordination }, unique) => coordination.acquire(unique + long, 'holder', 1_000),
  'coordination.take': ({ coordination }, unique) => coordination.take(unique + long, { requests: 1, perMs: 1_000 }),
  'coordination.pause': ({ coordination }, unique) => coordination.pause(unique + long, 1),
  'coordination.token': ({ coordination }, unique) =>
    coordination.token(unique, async () => ({ value: unique + long, expiresAt: '2027-01-01T00:00:00.000Z' })),
  'schedules.put': ({ schedules }, unique) =>
    schedules.put({ tenant: 't', name: unique + long, connector: 'demo-odata', when: { every: '1m' } }),
  'executions.start': async ({ journal }, unique) => journal.begin(unique, { long }),
  'executions: an event': async ({ journal }) => journal.add('e1', { type: 'StateEntered', detail: { long } }),
};

describe('a full disk', () => {
  let file: string;
  let db: Database;
  let platform: Platform;
  beforeEach(async () => {
    file = join(newDirectory(), 'test.db');
    const large = openDatabase({ file });
    platform = await openPlatform(large);
    platform.journal.begin('e1', { kept: true });
    await writes['records.apply']?.(platform, 'kept');
    await platform.ledger.declare(
      platform.run,
      's',
      [manifest(platform.run, 999_999, 's')],
      continuation(1),
      platform.fence,
    );
    const megabytes = (Number(large.get('PRAGMA page_count')?.['page_count']) * 4096) / 2 ** 20;
    large.close();
    db = openDatabase({ file, maxMegabytes: megabytes + 0.1 });
    const { fence, run } = platform;
    const clock = fakeClock();
    platform = {
      ...{ fence, run },
      records: embeddedRecordStore(db),
      ledger: embeddedLedger(db, clock),
      coordination: embeddedCoordination(db, clock, unsealed),
      schedules: embeddedSchedules(db, clock, () => undefined),
      journal: executionJournal(db, clock),
    };
  });
  afterEach(() => db.close());

  test.each(Object.keys(writes))('%s fails as StorageFailed; what was there can be read', async (name) => {
    const fill = async (): Promise<void> => {
      for (let unique = 1; unique < 1_000; unique += 1) await writes[name]?.(platform, String(unique));
    };
    await expect(fill()).rejects.toMatchObject({
      name: 'StorageFailed',
      code: 'disk-full',
      message: expect.stringContaining('TRIBUTARY_MAX_DATABASE_MB'),
    });
    expect((await platform.records.read(scope, 'kept'))?.entities[0]?.body).toEqual({ text: long, unique: 'kept' });
    expect(await platform.ledger.manifest(platform.run, 's', 999_999)).toEqual(manifest(platform.run, 999_999, 's'));
    expect(await platform.journal.describe('e1')).toMatchObject({ status: 'running', input: { kept: true } });
    expect(db.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
  });
});
