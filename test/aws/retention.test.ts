import { describe, expect, test } from '@jest/globals';
import { awsCoordination } from '../../platform/aws/coordination.ts';
import { awsDocuments } from '../../platform/aws/documents.ts';
import { awsLedger } from '../../platform/aws/ledger.ts';
import { awsRecordStore } from '../../platform/aws/record-store.ts';
import { awsRetention } from '../../platform/aws/retention/retention.ts';
import { retentionContract } from '../contract/retention.contract.ts';
import { freshBucket } from '../support/aws-bucket.ts';
import { freshTable } from '../support/aws-table.ts';
import { keysOf } from '../support/keys-of.ts';
import { onEmulators } from '../support/on-emulators.ts';
import { steppedClock } from '../support/stepped-clock.ts';

const unsealed = { seal: (text: string): string => text, unseal: (text: string): string => text };

async function open() {
  const [{ table, remove: removeTable }, { s3, bucket, blobs, remove: removeBucket }] = await Promise.all([
    freshTable(),
    freshBucket(),
  ]);
  const clock = steppedClock();
  const ledger = awsLedger(table, clock);
  return {
    ledger,
    coordination: awsCoordination(table, clock, async () => unsealed),
    documents: awsDocuments(table),
    records: awsRecordStore(table, blobs),
    blobs,
    retention: awsRetention({ table, clock, ledger, s3, bucket }),
    passTime: clock.advance,
    dispose: async () => {
      await Promise.all([removeTable(), removeBucket()]);
    },
  };
}

onEmulators(['ministack', 'moto'], (emulator) => {
  retentionContract(emulator, open);

  describe('retention on AWS', () => {
    test('removes bodies to which no record points, and no others', async () => {
      const { records, documents, blobs, retention, dispose } = await open();
      try {
        const scope = { tenant: 'acme', connection: 'main', stream: 'parties' };
        await documents.put('acme', 'connections', 'main', {});
        const write = (key: string, revision: string, basedOn?: string) => ({
          ...{ key, revision, rawDigest: revision, outcome: 'created', ...(basedOn !== undefined && { basedOn }) },
          entities: [{ entity: 'party', id: key, digest: revision, body: { name: revision }, identifiers: [] }],
        });
        await records.apply(scope, 'b1', [write('a', 'r1'), write('b', 'r1')]);
        await records.apply(scope, 'b2', [write('a', 'r2', 'r1')]);
        await records.apply(scope, 'b3', [write('b', 'r2', 'r1')]);
        expect(await keysOf(blobs.list('records/'))).toHaveLength(3);
        const standard = new Date(Date.now() + 60_000);
        const request = {
          ...{ before: { standard, tenants: new Map() }, unsettledBefore: standard, keeps: () => false },
          ...{ dryRun: false, signal: new AbortController().signal },
        };
        expect(await retention.prune('bodies', { ...request, dryRun: true })).toMatchObject({ removed: 1 });
        const young = { ...request, before: { standard: new Date(0), tenants: new Map() } };
        expect(await retention.prune('bodies', young)).toMatchObject({ removed: 0 });
        expect(await retention.prune('bodies', request)).toMatchObject({ removed: 1, complete: true });
        expect((await records.scan(scope, undefined, 10)).map(({ revision }) => revision)).toEqual(['r2', 'r2']);
      } finally {
        await dispose();
      }
    });
  });
});
