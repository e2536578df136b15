import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compileRecordValidator } from '../../core/validate.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { modelConsumer } from '../support/consumer.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const rows = { businessPartners: 450, projects: 60, supplierInvoices: 700 };

/** What a connection lives through; each test begins after a first run. */
describe('runs of one connection', () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let first: Record<string, number | undefined>;
  let erp: ErpSimulator;
  let pipeline: Pipeline;

  beforeEach(async () => {
    home = temporaryDirectory();
    erp = await startErpSimulator({ rows });
    pipeline = await openPipeline({ home: home.path, erp: erp.url });
    first = await counts('first');
  });

  afterEach(async () => {
    await pipeline.close();
    await erp.stop();
    home.remove();
  });

  const counts = async (name: string): Promise<Record<string, number | undefined>> => {
    const run = await pipeline.run();
    expect({ name, status: run.status, error: run.error }).toEqual({ name, status: 'succeeded', error: undefined });
    const total: Record<string, number> = {};
    for (const { outcomes } of run.results ?? [])
      for (const [outcome, count] of Object.entries(outcomes)) total[outcome] = (total[outcome] ?? 0) + count;
    return total;
  };

  test('the first run creates an entity and an event for every record', async () => {
    expect(first).toMatchObject({ created: 1210, updated: 0, unchanged: 0, quarantined: 0 });
    expect((await pipeline.entities()).size).toBe(1210);
    const events = await pipeline.events();
    expect(events.length).toBe(1210);
    expect(new Set(events.map((event) => event.id)).size).toBe(1210);
    expect(pipeline.failures).toEqual([]);
  });

  test('an event is a CloudEvent that says where its data comes from', async () => {
    const event = (await pipeline.events()).find(({ entity }) => entity === 'supplier-invoice');
    expect(event).toMatchObject({
      specversion: '1.0',
      source: '/tributary/default/demo/supplier-invoices',
      type: 'tributary.information.supplier-invoice.created',
      tenant: 'default',
      connection: 'demo',
      run: 1,
      mappingversion: 1,
      data: { currency: expect.stringMatching(/^[A-Z]{3}$/), lines: expect.any(Array) },
    });
    expect(event?.revision).toMatch(/^00000001\.\d{6}\.\d{4}\.0001$/);
    const raw = await pipeline.embedded.platform.blobs.get(event?.rawref ?? '');
    expect(raw?.length).toBeGreaterThan(100);
  });

  test('everything that was published follows its schema', async () => {
    const { topics } = pipeline.embedded.platform;
    const schemaOf = (name: string): object =>
      JSON.parse(readFileSync(join(import.meta.dirname, `../../schemas/events/${name}.schema.json`), 'utf8')) as object;
    const information = compileRecordValidator(schemaOf('information-batch'));
    for (const entity of ['party', 'project', 'supplier-invoice']) {
      const messages = await topics.history(`information.${entity}`, { last: 1_000 });
      expect(messages.length).toBeGreaterThan(0);
      for (const { body } of messages) expect(information(JSON.parse(body))).toBeUndefined();
    }
    for (const kind of ['run', 'batch'] as const) {
      const validate = compileRecordValidator(schemaOf(`notification.${kind}`));
      const messages = await topics.history(`notification.${kind}`, { last: 1_000 });
      expect(messages.length).toBeGreaterThan(0);
      for (const { body } of messages) {
        const content = JSON.parse(body) as { data?: unknown };
        expect(validate(content.data ?? content)).toBeUndefined();
      }
    }
  });

  test('asks only for the fields that the mapping reads', () => {
    const asked = new Set(erp.requests().map((request) => request.query['$select'] ?? ''));
    expect(asked.size).toBe(3);
    for (const select of asked) expect(select).toContain('LastChangeDateTime');
    for (const select of asked) expect(select).not.toContain('CreatedByUser');
  });

  test('a run in which nothing changed publishes nothing', async () => {
    const before = (await pipeline.events()).length;
    const again = await counts('again');
    expect(again).toMatchObject({ created: 0, updated: 0, quarantined: 0 });
    expect((await pipeline.events()).length).toBe(before);
  });

  test('what the ERP creates and changes arrives once each', async () => {
    const done = erp.mutate({ create: 7, change: 11, seed: 5 });
    const changed = new Set(
      done.filter(({ kind }) => kind === 'change').map(({ entitySet, key }) => `${entitySet} ${JSON.stringify(key)}`),
    ).size;
    const created = done.filter(({ kind }) => kind === 'create').length;
    const before = (await pipeline.events()).length;
    const seen = await counts('mutated');
    expect(seen['created']).toBe(created);
    expect(seen['updated']).toBe(changed);
    expect((await pipeline.events()).length - before).toBe(created + changed);
  });

  test('a full run reads everything, and still publishes only changes', async () => {
    const before = (await pipeline.events()).length;
    const run = await pipeline.run({ mode: 'full' });
    expect(run.results?.reduce((sum, result) => sum + result.records, 0)).toBe(1210);
    expect((await pipeline.events()).length).toBe(before);
  });

  test('a consumer that keeps to the contract ends up with what is stored', async () => {
    erp.mutate({ create: 7, change: 11, seed: 6 });
    await counts('mutated');
    const consumer = modelConsumer();
    const events = await pipeline.events();
    consumer.take([...events, ...events.slice(0, 500)]);
    const stored = await pipeline.entities();
    expect(consumer.state.size).toBe(stored.size);
    for (const [subject, { digest }] of consumer.state) expect(stored.get(subject)?.digest).toBe(digest);
  });
});
