import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Drift } from '../../../demo/odata/drift.ts';
import { type ErpSimulator, startErpSimulator } from '../../../demo/odata/simulator.ts';
import { control, fewRows, get, getJson, type Json, recordsOf } from './client.ts';

let simulator: ErpSimulator;
beforeEach(async () => {
  simulator = await startErpSimulator({ rows: fewRows });
});
afterEach(() => simulator.stop());

const drift = async (body: Drift): Promise<void> => {
  expect((await control(simulator, 'POST', 'drift', body)).status).toBe(200);
};
const projects = async (query = '$count=true'): Promise<Json> => getJson(simulator, `Projects?${query}`);
const valuesOf = (body: Json, field: string): unknown[] => recordsOf(body).map((row) => row[field]);

describe('an API that changed', () => {
  test('has a field under another name, also for those who select the old one', async () => {
    await drift({ kind: 'rename-field', entitySet: 'Projects', field: 'CostCenter', to: 'CostObject' });
    const [row] = recordsOf(await projects('$top=1&$select=Project,CostCenter'));
    expect(Object.keys(row ?? {})).toEqual(['@odata.etag', 'Project', 'CostObject']);
  });

  test('has a field more, in the lines too', async () => {
    await drift({ kind: 'add-field', entitySet: 'SupplierInvoices', field: 'to_Item.Plant', value: '1000' });
    const [invoice] = recordsOf(await getJson(simulator, 'SupplierInvoices?$top=1&$expand=to_Item'));
    const lines = invoice?.['to_Item'] as readonly Json[];
    expect(lines.map((line) => line['Plant'])).toEqual(lines.map(() => '1000'));
    expect(simulator.rows('SupplierInvoices')[0]?.['to_Item']).not.toEqual(lines);
  });

  test.each([
    ['number', expect.any(Number)],
    ['object', { value: expect.any(String) }],
    ['null', null],
  ] as const)('sends a decimal as %s', async (to, expected) => {
    await drift({ kind: 'retype-field', entitySet: 'Projects', field: 'BudgetAmount', to });
    expect(valuesOf(await projects('$top=1'), 'BudgetAmount')).toEqual([expected]);
  });

  test('sends a code that nobody has seen in a share of the records, always in the same', async () => {
    await drift({ kind: 'new-value', entitySet: 'Projects', field: 'ProjectStatus', value: '99', share: 0.5 });
    const statuses = valuesOf(await projects(), 'ProjectStatus');
    const hit = statuses.filter((status) => status === '99').length;
    expect(hit).toBeGreaterThan(3);
    expect(hit).toBeLessThan(17);
    expect(valuesOf(await projects(), 'ProjectStatus')).toEqual(statuses);
  });

  test('leaves records out of pages, counts and keys, until it is as before', async () => {
    const before = valuesOf(await projects(), 'Project');
    await drift({ kind: 'hide-rows', entitySet: 'Projects', share: 0.4 });
    const body = await projects();
    const shown = valuesOf(body, 'Project');
    expect(shown.length).toBeLessThan(before.length);
    expect(body['@odata.count']).toBe(String(shown.length));
    expect(await (await get(simulator, 'Projects/$count')).text()).toBe(String(shown.length));
    const hidden = before.find((project) => !shown.includes(project));
    expect((await get(simulator, `Projects('${String(hidden)}')`)).status).toBe(404);
    expect(simulator.rows('Projects').length).toBe(before.length);
    expect((await control(simulator, 'DELETE', 'drift')).status).toBe(204);
    expect(valuesOf(await projects(), 'Project')).toEqual(before);
  });
});
