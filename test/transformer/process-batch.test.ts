import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { noCheckpoint } from '../../core/fault-points.ts';
import type { InformationEvent } from '../../core/generated/information-batch.generated.ts';
import { type Database, openDatabase } from '../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../platform/embedded/documents.ts';
import { embeddedRecordStore } from '../../platform/embedded/record-store.ts';
import type { RecordStore, RecordWrite } from '../../platform/ports.ts';
import { type BatchResult, type BatchWork, type ProcessDeps, processBatch } from '../../transformer/process-batch.ts';
import { type ModelConsumer, modelConsumer } from '../support/consumer.ts';
import { rawOf, scope, streamOf } from '../support/delivery/stream.ts';
import { fakeClock } from '../support/fake-clock.ts';

let db: Database;
let store: RecordStore;
let writes: RecordWrite[];
let consumer: ModelConsumer;
let deps: ProcessDeps;

beforeEach(() => {
  db = openDatabase({ file: ':memory:' });
  store = embeddedRecordStore(db);
  writes = [];
  consumer = modelConsumer();
  const apply: RecordStore['apply'] = (of, batch, list) => {
    writes.push(...list);
    return store.apply(of, batch, list);
  };
  deps = {
    ...{ documents: embeddedDocuments(db), records: { ...store, apply }, checkpoint: noCheckpoint, clock: fakeClock() },
    publish: async (topic, messages) => {
      if (!topic.startsWith('information.')) return;
      for (const { body } of messages) consumer.take(JSON.parse(body) as InformationEvent[]);
    },
  };
});
afterEach(() => db.close());

/** A batch of run 1, or of another: `{ a: 'x' }` is a record a with the name x. */
function batch(number: number, rows: readonly string[], rest: Partial<BatchWork> = {}): BatchWork {
  const records = rows.map((row, index) => {
    const [key = '', name = ''] = row.split('=');
    return { ...rawOf({ key, name }), index };
  });
  const run = rest.run ?? 1;
  const id = `${run}/${number}`;
  return { ...scope, connector: 'erp', run, batch: number, batchId: id, rawRef: id, time: '', records, ...rest };
}
const process = (work: BatchWork, of = deps): Promise<BatchResult> => processBatch(of, streamOf(1), work);
const storedName = async (key: string): Promise<unknown> =>
  ((await store.read(scope, key))?.entities[0]?.body as { name?: string } | undefined)?.name;
const digestOf = (key: string): string | undefined => consumer.state.get(`project ${key}`)?.digest;

describe('two batches at once with versions of the same record', () => {
  test('the one whose record was moved under it is decided again, and nothing is published twice', async () => {
    await process(batch(1, ['a=x', 'b=x']));
    const newer = batch(3, ['a=y', 'b=y'], { touches: 'all' });
    // The newer batch looks at the states, and only then the older one is processed whole.
    const { promise: looked, resolve: nowLooked } = Promise.withResolvers<void>();
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
    const lookup: RecordStore['lookup'] = async (of, keys) => {
      const states = await store.lookup(of, keys);
      nowLooked();
      await mayGoOn;
      return states;
    };
    const overtaken = process(newer, { ...deps, records: { ...deps.records, lookup } });
    await looked;
    expect((await process(batch(2, ['a=z'], { touches: 'all' }))).letters).toBe('u');
    goOn();
    await expect(overtaken).rejects.toMatchObject({ name: 'PlatformUnavailable', code: 'record-moved' });
    // The record that nobody moved is stored already; the second delivery says of it what the first one did.
    expect([await storedName('a'), await storedName('b')]).toEqual(['z', 'y']);

    expect((await process(newer)).letters).toBe('uu');
    expect([await storedName('a'), await storedName('b')]).toEqual(['y', 'y']);
    expect(digestOf('a')).toBe((await store.read(scope, 'a'))?.entities[0]?.digest);
    expect(consumer.applied.map(({ id }) => id)).toHaveLength(new Set(consumer.applied.map(({ id }) => id)).size);
  });

  test('the older one loses to the newer one without being processed again', async () => {
    await process(batch(1, ['a=x']));
    const lookup: RecordStore['lookup'] = async (of, keys) => {
      const states = await store.lookup(of, keys);
      await process(batch(3, ['a=y'], { touches: 'all' }));
      return states;
    };
    const once = { ...deps, records: { ...deps.records, lookup: onlyFirst(lookup) } };
    expect((await process(batch(2, ['a=z']), once)).letters).toBe('s');
    expect(await storedName('a')).toBe('y');
    expect(digestOf('a')).toBe((await store.read(scope, 'a'))?.entities[0]?.digest);
  });

  test('the same batch twice at once says the same twice', async () => {
    const lookup: RecordStore['lookup'] = async (of, keys) => {
      const states = await store.lookup(of, keys);
      expect((await process(batch(1, ['a=x']))).letters).toBe('c');
      return states;
    };
    const once = { ...deps, records: { ...deps.records, lookup: onlyFirst(lookup) } };
    expect((await process(batch(1, ['a=x']), once)).letters).toBe('c');
    expect(consumer.applied).toHaveLength(1);
  });
});

function onlyFirst(lookup: RecordStore['lookup']): RecordStore['lookup'] {
  let first = true;
  return (of, keys) => {
    const chosen = first ? lookup : store.lookup;
    first = false;
    return chosen(of, keys);
  };
}

describe('what is written', () => {
  test('is bound to what it was decided on, also where a key stands twice in a batch', async () => {
    await process(batch(1, ['a=x', 'b=x', 'b=y'], { touches: [2] }));
    await process(batch(1, ['a=y'], { run: 2 }));
    expect(writes.map(({ key, revision, basedOn }) => [key, revision.slice(0, 20), basedOn?.slice(0, 20)])).toEqual([
      ['a', '00000001.000001.0000', undefined],
      ['b', '00000001.000001.0001', undefined],
      ['b', '00000001.000001.0002', '00000001.000001.0001'],
      ['a', '00000002.000001.0000', '00000001.000001.0000'],
    ]);
  });

  test('of unchanged records is only what must be touched', async () => {
    await process(batch(1, ['a=x', 'b=x', 'c=x']));
    writes = [];
    expect((await process(batch(1, ['a=x', 'b=x', 'c=x'], { run: 2 }))).letters).toBe('nnn');
    expect(writes).toEqual([]);
    // Listed, because the run has read it before.
    expect((await process(batch(2, ['a=x', 'b=x'], { run: 2, touches: [1] }))).letters).toBe('nr');
    expect(writes.map(({ key }) => key)).toEqual(['b']);
    writes = [];
    expect((await process(batch(1, ['a=x', 'b=x'], { run: 3, touches: 'all' }))).letters).toBe('nn');
    expect(writes.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  test('is what stands in quarantine too, which is let go once the store has the newer version', async () => {
    await process(batch(1, ['a=x', 'b=x']));
    await process(batch(1, ['a=invalid'], { run: 2 }));
    expect(await deps.documents.count('t', 'quarantine')).toBe(1);
    writes = [];
    const fails: RecordStore['apply'] = () => Promise.reject(new Error('the store is away'));
    const again = batch(1, ['a=x', 'b=x'], { run: 3 });
    await expect(process(again, { ...deps, records: { ...deps.records, apply: fails } })).rejects.toThrow('away');
    expect(await deps.documents.count('t', 'quarantine')).toBe(1);
    expect((await process(again)).letters).toBe('nn');
    expect(writes.map(({ key }) => key)).toEqual(['a']);
    expect(await deps.documents.count('t', 'quarantine')).toBe(0);
  });
});
