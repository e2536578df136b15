import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { embeddedBlobs } from '../../../../platform/embedded/blobs.ts';
import { embeddedCoordination } from '../../../../platform/embedded/coordination.ts';
import { embeddedDocuments } from '../../../../platform/embedded/documents.ts';
import { executionJournal } from '../../../../platform/embedded/execution-journal.ts';
import { embeddedLedger } from '../../../../platform/embedded/ledger.ts';
import { embeddedRetention } from '../../../../platform/embedded/retention/retention.ts';
import type { PruneRequest } from '../../../../platform/removal-ports.ts';
import { retentionContract } from '../../../contract/retention.contract.ts';
import { idsOf, messages } from '../../../contract/under-test.ts';
import { openMessaging } from '../../../support/embedded-messaging.ts';
import { keysOf } from '../../../support/keys-of.ts';
import { temporaryDirectories } from '../../../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const unsealed = { seal: (text: string): string => text, unseal: (text: string): string => text };

function open() {
  const directory = newDirectory();
  const messaging = openMessaging(directory);
  const { db, clock } = messaging;
  const blobFolder = join(directory, 'blobs');
  return {
    ...messaging,
    ledger: embeddedLedger(db, clock),
    coordination: embeddedCoordination(db, clock, unsealed),
    documents: embeddedDocuments(db),
    blobs: embeddedBlobs(blobFolder),
    journal: executionJournal(db, clock),
    retention: embeddedRetention(db, blobFolder),
  };
}

retentionContract('embedded', async () => open());

const before = (standard: Date): PruneRequest => ({
  before: { standard, tenants: new Map() },
  unsettledBefore: standard,
  keeps: () => false,
  dryRun: false,
  signal: new AbortController().signal,
});
const hourMs = 3_600_000;

describe('embedded retention', () => {
  test('forgets old events, except those a queue holds', async () => {
    const { topics, queues, retention, clock, db, dispose } = open();
    await queues.ensure('q', { visibilitySeconds: 30, maxReceives: 3 });
    await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: { keep: ['yes'] } });
    await topics.publish('t', [{ id: 'held', body: '', attributes: { keep: 'yes' } }, ...messages(1_200)]);
    await clock.advance(60_000);
    await topics.publish('t', [{ id: 'young', body: '', attributes: {} }]);
    expect(await retention.prune('events', before(clock.now()))).toMatchObject({ removed: 1_200, complete: true });
    expect(idsOf(await topics.history('t'))).toEqual(['held', 'young']);
    const [held] = await queues.receive('q', 1, 0);
    await queues.acknowledge('q', [held?.receipt ?? '']);
    await clock.advance(1);
    expect(await retention.prune('events', before(clock.now()))).toMatchObject({ removed: 2 });
    expect(db.get('SELECT count(*) AS n FROM message')).toMatchObject({ n: 0 });
    await dispose();
  });

  test('forgets old dead letters, and nothing that waits in a queue', async () => {
    const { queues, retention, clock, dispose } = open();
    await queues.ensure('q', { visibilitySeconds: 30, maxReceives: 1 });
    await queues.send('q', messages(2));
    await queues.receive('q', 2, 0);
    await clock.advance(hourMs);
    expect(await queues.receive('q', 2, 0)).toEqual([]);
    await queues.send('q', messages(1));
    await clock.advance(hourMs);
    await queues.send('q.dead', messages(1));
    expect(await retention.prune('dead-letters', before(clock.now()))).toMatchObject({ removed: 2 });
    expect(await queues.counts()).toMatchObject([
      { queue: 'q', visible: 1 },
      { queue: 'q.dead', visible: 1 },
    ]);
    await dispose();
  });

  test('forgets executions that ended, with their events, but not those of an open run', async () => {
    const { ledger, coordination, journal, retention, clock, db, dispose } = open();
    for (const id of ['ended', 'of-open-run', 'running']) journal.begin(id, { id });
    const lease = await coordination.acquire('connection/acme/main', 'of-open-run', 60_000);
    if (!lease.ok) throw new Error('not acquired');
    const wanted = { tenant: 'acme', connection: 'main', trigger: 'manual', connector: 'demo', registration: 1 };
    await ledger.openRun({ ...wanted, mode: 'full', streams: [] }, 'of-open-run', lease.fence);
    for (const id of ['ended', 'of-open-run']) journal.add(id, { type: 'End' }, { status: 'succeeded' });
    await clock.advance(hourMs);
    expect(await retention.prune('journals', before(clock.now()))).toMatchObject({ removed: 1 });
    expect(await journal.describe('ended')).toBeUndefined();
    expect(await journal.describe('of-open-run')).toBeDefined();
    expect(await journal.describe('running')).toBeDefined();
    expect(db.get('SELECT count(*) AS n FROM execution_event')).toMatchObject({ n: 1 });
    await dispose();
  });

  test('forgets access tokens and rate budgets that nobody used for long; leases stay', async () => {
    const { coordination, retention, clock, db, dispose } = open();
    const expiresAt = new Date(clock.now().getTime() + hourMs).toISOString();
    await coordination.token('old', async () => ({ value: 'secret', expiresAt }));
    const limit = { requests: 2, perMs: 1_000 };
    await coordination.take('budget', limit);
    await coordination.acquire('lease', 'e', 1_000);
    await clock.advance(2 * hourMs);
    await coordination.take('young', limit);
    await coordination.pause('paused', clock.now().getTime() + hourMs);
    expect(await retention.prune('tokens', before(clock.now()))).toMatchObject({ removed: 2 });
    expect(db.all('SELECT name FROM budget ORDER BY name')).toEqual([{ name: 'paused' }, { name: 'young' }]);
    expect(await coordination.take('budget', limit)).toMatchObject({ ok: true, number: 1 });
    expect(await coordination.acquire('lease', 'e', 1_000)).toMatchObject({ ok: true, fence: { token: 2 } });
    await dispose();
  });

  test('removes raw batches whose run is not in the ledger', async () => {
    const { blobs, retention, clock, dispose } = open();
    await blobs.put('raw/acme/main/parties/7/1-x.zst', Buffer.from('orphan'));
    await blobs.put('artefacts/a.json', Buffer.from('kept'));
    expect(await retention.prune('raw', before(clock.now()))).toEqual({ removed: 1, bytes: 6, complete: true });
    expect(await keysOf(blobs.list(''))).toEqual(['artefacts/a.json']);
    await dispose();
  });
});
