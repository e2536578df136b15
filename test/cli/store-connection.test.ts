import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { storeConnection } from '../../cli/store-connection.ts';
import type { Connection } from '../../core/connector/model.ts';
import { connectionLease, leaseMs } from '../../core/run.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const connection: Connection = {
  tenant: 't',
  name: 'c',
  connector: 'erp',
  parameters: { host: 'https://one.example' },
  paused: false,
};
const scope = { tenant: 't', connection: 'c', stream: 's' };
let home: ReturnType<typeof temporaryDirectory>;
let embedded: Embedded;

beforeEach(async () => {
  home = temporaryDirectory();
  embedded = await openEmbedded({ home: home.path });
  await storeConnection(embedded.platform, { connection, secrets: {} });
  const { coordination, ledger } = embedded.platform;
  const lease = await coordination.acquire(connectionLease('t', 'c'), 'e', leaseMs);
  if (!lease.ok) throw new Error('no lease');
  const opened = {
    tenant: 't',
    connection: 'c',
    trigger: 'manual',
    connector: 'erp',
    registration: 1,
    mode: 'full',
    streams: ['s'],
  } as const;
  const run = await ledger.openRun(opened, 'e', lease.fence);
  const result = { stream: 's', ok: true, records: 1, outcomes: {}, seconds: 1, watermark: '2026-01-01T00:00:00.000Z' };
  await ledger.closeRun(run, { status: 'succeeded', results: [result] }, lease.fence);
});

afterEach(async () => {
  await embedded.close();
  home.remove();
});

test('the same account keeps its watermarks', async () => {
  await storeConnection(embedded.platform, {
    connection: { ...connection, schedule: { every: '5m' } },
    secrets: { password: 'p' },
  });
  expect(await embedded.platform.ledger.watermark(scope)).toBe('2026-01-01T00:00:00.000Z');
});

test('another account is read from the beginning', async () => {
  await storeConnection(embedded.platform, {
    connection: { ...connection, parameters: { host: 'https://two.example' } },
    secrets: {},
  });
  expect(await embedded.platform.ledger.watermark(scope)).toBeUndefined();
});
