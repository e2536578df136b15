import { zstdDecompressSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { decodeBatch, encodeBatch } from '../../core/raw-batch.ts';
import { tombstone } from '../../core/tombstone.ts';
import { type ErasePersonDeps, erasePerson } from '../../infra/erase-person.ts';
import { awsCoordination } from '../../platform/aws/coordination.ts';
import { awsDocuments } from '../../platform/aws/documents.ts';
import { awsLedger } from '../../platform/aws/ledger.ts';
import { awsRecordStore } from '../../platform/aws/record-store.ts';
import { awsRetention } from '../../platform/aws/retention/retention.ts';
import { randomIds } from '../../platform/clock.ts';
import { readErasures } from '../../platform/erasures.ts';
import type { Message } from '../../platform/ports.ts';
import { parsePerson } from '../../transformer/erasure/find-person.ts';
import { continuation, outcome } from '../contract/ledger-fixtures.ts';
import { freshBucket } from '../support/aws-bucket.ts';
import { freshTable } from '../support/aws-table.ts';
import { onEmulators } from '../support/on-emulators.ts';
import { steppedClock } from '../support/stepped-clock.ts';

const name = 'Ragnhild Testesen';
const scope = { tenant: 'acme', connection: 'main', stream: 'parties' };
const revision = (index: number): string => `00000001.000001.000${index}.0001`;

onEmulators(['ministack', 'moto'], () => {
  test('a person goes from objects and rows; proofs still hold, neighbours stay', async () => {
    const [{ table, remove: removeTable }, bucket] = await Promise.all([freshTable(), freshBucket()]);
    // Later than the emulator's time, so that no body is young.
    const clock = steppedClock('2090-01-01T00:00:00.000Z');
    const { s3, blobs } = bucket;
    const ledger = awsLedger(table, clock);
    const published: Message[] = [];
    const unsealed = { seal: (text: string): string => text, unseal: (text: string): string => text };
    const deps = {
      ...{
        ledger,
        blobs,
        clock,
        ids: randomIds,
        documents: awsDocuments(table),
        records: awsRecordStore(table, blobs),
      },
      coordination: awsCoordination(table, clock, async () => unsealed),
      retention: awsRetention({ table, clock, ledger, s3, bucket: bucket.bucket }),
      queues: { redact: async () => [] },
      executions: { describe: async () => undefined },
      publish: async (_topic: string, messages: readonly Message[]) => void published.push(...messages),
    } as unknown as ErasePersonDeps;
    try {
      await deps.documents.put('acme', 'connections', 'main', {});
      const lease = await deps.coordination.acquire('connection/acme/main', 'e', 60_000);
      if (!lease.ok) throw new Error('not acquired');
      const wanted = { ...scope, trigger: 'manual', connector: 'demo', registration: 1, streams: ['parties'] };
      const run = await ledger.openRun({ ...wanted, mode: 'full' }, 'e', lease.fence);
      const records = [
        { key: 'a', text: JSON.stringify({ name, amount: 1 }) },
        { key: 'b', text: '{"name":"Other","amount":1.00}' },
      ];
      const { bytes, digest } = encodeBatch(records);
      const blob = 'raw/acme/main/parties/1/1-x.zst';
      await blobs.put(blob, bytes);
      const at = { publishes: 1, declaredAt: '', bytes: bytes.length, count: 2 };
      const manifest = { ...scope, run: 1, batch: 1, id: 'b1', digest, blob, ...at };
      await ledger.declare(run, 'parties', [manifest], continuation(1, true), lease.fence);
      await ledger.writeOutcome(run, 'parties', outcome('b1', 'cc'));
      await ledger.closeRun(run, { status: 'succeeded', results: [] }, lease.fence);
      await deps.coordination.release(lease.fence);
      const identifiers = [{ scheme: 'vat', value: 'NO123456785' }];
      const entity = (id: string, body: object, own: typeof identifiers) => ({
        ...{ entity: 'party', id, digest: `of ${id}`, body, identifiers: own },
      });
      const write = (key: string, index: number, body: object, own: typeof identifiers) => ({
        ...{ key, revision: revision(index), rawDigest: key, outcome: 'created', entities: [entity(key, body, own)] },
      });
      await deps.records.apply(scope, 'b1', [
        write('a', 0, { name }, identifiers),
        write('b', 1, { name: 'Other' }, []),
      ]);

      const erased: string[] = [];
      const request = {
        ...{ scope: { tenant: 'acme' }, person: parsePerson('vat:NO 123 456 785') },
        onErased: ({ place }: { readonly place: string }) => void erased.push(place),
        onWaiting: () => undefined,
      };
      expect(await erasePerson(deps, request)).toMatchObject({ outcome: 'erased', left: 0 });
      expect(erased.sort()).toEqual(['raw', 'records', 'superseded']);

      const rewritten = await ledger.manifest(run, 'parties', 1);
      const content = await blobs.get(blob);
      if (!content || !rewritten) throw new Error('gone');
      expect(decodeBatch(content, rewritten)).toEqual([{ key: 'a', text: tombstone }, records[1]]);
      const objects: string[] = [];
      for await (const key of blobs.list('')) objects.push(zstdDecompressSync((await blobs.get(key)) ?? '').toString());
      const { Items } = await table.client.send(new ScanCommand({ TableName: table.name }));
      for (const trace of [name, 'NO123456785']) expect(JSON.stringify([objects, Items])).not.toContain(trace);
      expect((await deps.records.scan(scope, undefined, 10)).map(({ key }) => key)).toEqual(['b']);
      expect(published.map(({ body }) => JSON.parse(body)[0])).toMatchObject([
        { type: 'tributary.information.party.deleted', subject: 'a', revision: '00000001.999999.9999.9999' },
      ]);
      const erasures = await readErasures(deps.documents, 'acme');
      expect(erasures?.record('main', 'parties', 'a')).toBe(true);
      expect(erasures?.identifier('elsewhere', { scheme: 'vat', value: 'NO123456785' })).toBe(true);
      expect(erasures?.record('main', 'parties', 'b')).toBe(false);
      expect(await erasePerson(deps, request)).toMatchObject({ outcome: 'already' });
    } finally {
      await Promise.all([removeTable(), bucket.remove()]);
    }
  });
});
