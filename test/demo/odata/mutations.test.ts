import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keyText, type Row } from '../../../demo/odata/edm.ts';
import { type EntitySetName, entitySetNames, entityTypes } from '../../../demo/odata/model.ts';
import type { Mutation } from '../../../demo/odata/mutations.ts';
import { type ErpSimulator, startErpSimulator } from '../../../demo/odata/simulator.ts';
import { control, fewRows, getJson, recordsOf } from './client.ts';

type Snapshot = ReadonlyMap<string, Row>;
const start = Date.parse('2026-08-01T10:00:00.000Z');
let simulator: ErpSimulator;
beforeAll(async () => {
  simulator = await startErpSimulator({ rows: fewRows, now: () => new Date(start) });
});
afterAll(() => simulator.stop());

const idOf = (entitySet: EntitySetName, row: Row): string => `${entitySet} ${keyText(entityTypes[entitySet], row)}`;
const snapshot = (): Snapshot =>
  new Map(entitySetNames.flatMap((name) => simulator.rows(name).map((row) => [idOf(name, row), row] as const)));
const changeTimes = (rows: Snapshot): number[] =>
  [...rows.values()].map((row) => Date.parse(String(row['LastChangeDateTime'])));

describe('mutations', () => {
  test('over HTTP: do what they say, each with a change time of its own that is later than all before', async () => {
    const before = snapshot();
    const latest = Math.max(...changeTimes(before));
    const response = await control(simulator, 'POST', 'mutations', { create: 12, change: 30, delete: 6 });
    const done = (await response.json()) as readonly Mutation[];
    const after = snapshot();
    const idsOf = (kind: Mutation['kind']): string[] =>
      done.filter((mutation) => mutation.kind === kind).map(({ entitySet, key }) => idOf(entitySet, key));
    expect([idsOf('create').length, idsOf('change').length, idsOf('delete').length]).toEqual([12, 30, 6]);
    expect(idsOf('create').every((id) => !before.has(id) && after.has(id))).toBe(true);
    expect(idsOf('delete').every((id) => before.has(id) && !after.has(id))).toBe(true);
    expect(after.size).toBe(before.size + 12 - 6);
    const touched = [...idsOf('create'), ...idsOf('change')].map((id) => after.get(id) ?? {});
    const times = touched.map((row) => Date.parse(String(row['LastChangeDateTime'])));
    expect(new Set(times).size).toBe(42);
    expect(Math.min(...times)).toBeGreaterThan(latest);
    for (const id of idsOf('change')) {
      const { LastChangeDateTime: _before, ...old } = before.get(id) ?? {};
      const { LastChangeDateTime: _after, ...changed } = after.get(id) ?? {};
      expect(changed).not.toEqual(old);
    }
    const untouched = [...after].filter(([id]) => !idsOf('create').includes(id) && !idsOf('change').includes(id));
    expect(untouched.every(([id, row]) => before.get(id) === row)).toBe(true);
  });

  test('are seen by a filter on the change time', async () => {
    const latest = new Date(Math.max(...changeTimes(snapshot()))).toISOString();
    const [mutation] = simulator.mutate({ change: 1, entitySet: 'SupplierInvoices' });
    const rows = recordsOf(await getJson(simulator, `SupplierInvoices?$filter=LastChangeDateTime gt ${latest}`));
    expect(rows).toEqual([expect.objectContaining({ ...mutation?.key })]);
  });

  test('are the same for the same seed on the same rows', async () => {
    const others = await Promise.all([startErpSimulator({ rows: fewRows }), startErpSimulator({ rows: fewRows })]);
    const [first, second] = others.map((other) => other.mutate({ create: 3, change: 5, delete: 2, seed: 42 }));
    expect(first).toEqual(second);
    await Promise.all(others.map((other) => other.stop()));
  });

  test('never give a key again, and delete no more than there is', async () => {
    const other = await startErpSimulator({ rows: { businessPartners: 3, projects: 0, supplierInvoices: 0 } });
    const deleted = other.mutate({ delete: 10 });
    const created = other.mutate({ create: 2, entitySet: 'BusinessPartners' });
    expect(deleted.length).toBe(3);
    expect(created.map(({ key }) => key['BusinessPartner'])).toEqual(['0010000004', '0010000005']);
    await other.stop();
  });

  test('survive rows that a test has broken', () => {
    simulator.putRow('Projects', { Project: null, BudgetAmount: 'much', ProjectEndDate: 'soon' });
    const all = simulator.mutate({ change: 10_000, entitySet: 'Projects' });
    expect(all.length).toBe(simulator.rows('Projects').length);
  });
});
