import { nothingPruned } from '../../pruning.ts';
import type { Retention } from '../../removal-ports.ts';
import type { Database } from '../database.ts';
import { pruneDeadLetters, pruneEvents, pruneJournals, pruneTokens } from './prune-rows.ts';
import { pruneLedger, pruneRaw, pruneRuns } from './prune-runs.ts';
import { rawFoldersIn } from './raw-folders.ts';

/**
 * Retention over SQLite and files. Bodies of superseded records go as soon as no record points to them, so that there are
 * none to remove. Leases stay for ever: their fence tokens must only grow.
 */
export function embeddedRetention(db: Database, blobFolder: string): Retention {
  const folders = rawFoldersIn(blobFolder);
  return {
    compact: async () => db.compact(),
    prune: async (kind, request) => {
      switch (kind) {
        case 'raw':
          return pruneRaw(db, folders, request);
        case 'ledger':
          return pruneLedger(db, request);
        case 'runs':
          return pruneRuns(db, request);
        case 'events':
          return pruneEvents(db, request);
        case 'journals':
          return pruneJournals(db, request);
        case 'tokens':
          return pruneTokens(db, request);
        case 'dead-letters':
          return pruneDeadLetters(db, request);
        case 'bodies':
          return nothingPruned;
      }
    },
  };
}
