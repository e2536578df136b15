import { describe, expect, test } from '@jest/globals';
import { allTouched } from '../../connectors/seen-keys.ts';
import { type PageStore, storePages } from '../../connectors/store-pages.ts';
import { noCheckpoint } from '../../core/fault-points.ts';
import type { Continuation, Manifest, Run } from '../../core/run.ts';
import { fakeClock } from '../support/fake-clock.ts';

const start: Continuation = { batches: 0, records: 0, pages: 0, done: false, startedAt: '', updatedAt: '' };

/** Stores a page of so many records, and gives what was declared. */
async function declaredOf(records: number): Promise<readonly Manifest[]> {
  const declared: Manifest[] = [];
  const deps = {
    blobs: { put: async () => undefined },
    coordination: { renew: async () => true },
    ledger: {
      declare: async (_key: unknown, _stream: string, manifests: readonly Manifest[]) => {
        declared.push(...manifests);
      },
      markPublished: async () => undefined,
    },
    clock: fakeClock(),
    checkpoint: noCheckpoint,
    publish: async () => undefined,
  } as unknown as PageStore['deps'];
  const run = { tenant: 't', connection: 'c', run: 1, connector: 'erp' } as Run;
  const group = {
    pages: 1,
    since: 0,
    records: Array.from({ length: records }, (_, index) => ({ key: String(index), text: '{}' })),
  };
  await storePages(
    { deps, run, stream: 's', signal: new AbortController().signal, mayLag: false },
    allTouched,
    start,
    group,
  );
  return declared;
}

describe('pages in batches', () => {
  test.each([
    [0, []],
    [500, [500]],
    [600, [600]],
    [1_001, [501, 500]],
    [20_000, Array(40).fill(500)],
    [20_001, [...Array(39).fill(501), 462]],
  ])('%i records', async (records, counts) => {
    expect((await declaredOf(records)).map(({ count }) => count)).toEqual(counts);
  });

  test('of more records than positions tell apart is refused, with what to do', async () => {
    expect(await declaredOf(400_000)).toHaveLength(40);
    await expect(declaredOf(400_001)).rejects.toMatchObject({
      name: 'ErpContractBroken',
      code: 'page-too-large',
      message: expect.stringContaining('Set a smaller page size'),
    });
  });

  test('says which records must be written', async () => {
    expect(await declaredOf(3)).toMatchObject([{ batch: 1, touches: 'all' }]);
  });
});
