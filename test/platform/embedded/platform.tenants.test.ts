import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { embeddedBlobs } from '../../../platform/embedded/blobs.ts';
import { embeddedCoordination } from '../../../platform/embedded/coordination.ts';
import { openDatabase } from '../../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../../platform/embedded/documents.ts';
import { embeddedLedger } from '../../../platform/embedded/ledger.ts';
import { embeddedRecordStore } from '../../../platform/embedded/record-store.ts';
import { embeddedSchedules } from '../../../platform/embedded/schedules.ts';
import { embeddedSecrets } from '../../../platform/embedded/secrets.ts';
import { sealingWith } from '../../../platform/sealing.ts';
import { type TenantPorts, tenantsContract } from '../../contract/tenants.contract.ts';
import type { UnderTest } from '../../contract/under-test.ts';
import { openMessaging } from '../../support/embedded-messaging.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

describe('embedded: tenants', () => {
  const directory = temporaryDirectory();
  let ports: UnderTest<TenantPorts>;
  beforeAll(() => {
    const home = directory.path;
    const { clock, topics, queues, passTime, dispose } = openMessaging(home);
    const db = openDatabase({ file: join(home, 'tributary.db') });
    ports = {
      ...{ clock, topics, queues, passTime },
      documents: embeddedDocuments(db),
      records: embeddedRecordStore(db),
      ledger: embeddedLedger(db, clock),
      coordination: embeddedCoordination(db, clock, sealingWith(randomBytes(32))),
      schedules: embeddedSchedules(db, clock, () => undefined),
      secrets: embeddedSecrets(join(home, 'secrets'), randomBytes(32)),
      blobs: embeddedBlobs(join(home, 'blobs')),
      dispose: async () => {
        db.close();
        await dispose();
        directory.remove();
      },
    };
  });
  afterAll(() => ports.dispose());
  tenantsContract(() => ports, { numRuns: 120, timeoutMs: 60_000, longest: 300 });
});
