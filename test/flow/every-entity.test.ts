import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { entitySchemas } from '../../core/entities.ts';
import { sharedParties } from '../../demo/common/shared-parties.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const rows = {
  ...{ businessPartners: 50, projects: 25, supplierInvoices: 70, products: 40, workforcePersons: 15, activities: 18 },
  ...{ salesOrders: 20, timeEntries: 30, expenses: 20, purchaseOrders: 20, billingDocuments: 25 },
  ...{ payments: 30, outboundDeliveries: 20, journalEntries: 30 },
};
const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
const home = temporaryDirectory();
let erp: ErpSimulator;
let pipeline: Pipeline;

beforeAll(async () => {
  erp = await startErpSimulator({ rows, shared: true });
  pipeline = await openPipeline({ home: home.path, erp: erp.url, streams: 'all' });
});
afterAll(async () => {
  await pipeline.close();
  await erp.stop();
  home.remove();
});

test('the OData ERP fills every canonical entity, and what is shared is found by its identifiers', async () => {
  const run = await pipeline.run();
  expect({ status: run.status, error: run.error }).toEqual({ status: 'succeeded', error: undefined });
  const created = (run.results ?? []).reduce((sum, { outcomes }) => sum + (outcomes['created'] ?? 0), 0);
  expect(created).toBe(total);
  const entities = [...(await pipeline.entities()).values()];
  expect(entities.length).toBe(total);
  expect(new Set(entities.map(({ entity }) => entity))).toEqual(new Set(Object.keys(entitySchemas)));
  const { records } = pipeline.embedded.platform;
  for (const { vat } of sharedParties.slice(0, 5)) {
    expect((await records.byIdentifier('default', { scheme: 'vat', value: vat ?? '' })).length).toBe(1);
  }
  expect(pipeline.failures).toEqual([]);
});

test('what people change and add in any set comes through', async () => {
  const done = erp.mutate({ change: 40, create: 14, seed: 3 });
  const run = await pipeline.run();
  expect(run.status).toBe('succeeded');
  const counted = (outcome: 'created' | 'updated' | 'quarantined'): number =>
    (run.results ?? []).reduce((sum, { outcomes }) => sum + (outcomes[outcome] ?? 0), 0);
  expect(counted('created')).toBe(done.filter(({ kind }) => kind === 'create').length);
  // A sales order that is delivered in part is confirmed as before.
  expect(counted('updated')).toBeGreaterThanOrEqual(38);
  expect(counted('quarantined')).toBe(0);
});
