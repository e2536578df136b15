import { join } from 'node:path';
import { embeddedCoordination } from '../../../platform/embedded/coordination.ts';
import { openDatabase } from '../../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../../platform/embedded/documents.ts';
import { embeddedLedger } from '../../../platform/embedded/ledger.ts';
import { ledgerContract } from '../../contract/ledger.contract.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const unsealed = { seal: (text: string): string => text, unseal: (text: string): string => text };

ledgerContract('embedded', async () => {
  const db = openDatabase({ file: join(newDirectory(), 'test.db') });
  const clock = fakeClock();
  return {
    ledger: embeddedLedger(db, clock),
    coordination: embeddedCoordination(db, clock, unsealed),
    documents: embeddedDocuments(db),
    passTime: clock.advance,
    dispose: async () => db.close(),
  };
});
