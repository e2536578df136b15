import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Drift } from '../../../demo/nordic/drift.ts';
import { type ResourceName, resourceNames } from '../../../demo/nordic/model.ts';
import type { Mutation } from '../../../demo/nordic/mutations.ts';
import { type NordicSimulator, startNordicSimulator } from '../../../demo/nordic/simulator.ts';
import type { StoredRow } from '../../../demo/nordic/store.ts';
import { control, getPage, type Json, tokenOf, unlimited } from './client.ts';

let simulator: NordicSimulator;
let token: string;
beforeAll(async () => {
  simulator = await startNordicSimulator({
    rows: 300,
    rateLimit: unlimited,
    now: () => new Date('2026-08-01T10:00:00.000Z'),
  });
  token = await tokenOf(simulator);
});
afterAll(() => simulator.stop());

type Snapshot = ReadonlyMap<string, StoredRow>;
const idOf = ({ resource, id }: { readonly resource: ResourceName; readonly id: number }): string =>
  `${resource} ${id}`;
const snapshot = (): Snapshot =>
  new Map(
    resourceNames.flatMap((resource) => simulator.rows(resource).map((row) => [idOf({ resource, ...row }), row])),
  );

describe('mutations', () => {
  test('over HTTP: do what they say, each with a change time of its own that is later than all before', async () => {
    const before = snapshot();
    const latest = Math.max(...[...before.values()].map(({ changed }) => changed));
    const response = await control(simulator, 'POST', 'mutations', { create: 12, change: 40, delete: 6 });
    const done = (await response.json()) as readonly Mutation[];
    const after = snapshot();
    const of = (kind: Mutation['kind']): string[] => done.filter((item) => item.kind === kind).map(idOf);
    expect([of('create').length, of('change').length, of('delete').length]).toEqual([12, 40, 6]);
    expect(of('create').every((id) => !before.has(id) && after.has(id))).toBe(true);
    expect(of('delete').every((id) => before.has(id) && !after.has(id))).toBe(true);
    const times = [...of('create'), ...of('change')].map((id) => after.get(id)?.changed ?? 0);
    expect(new Set(times).size).toBe(52);
    expect(Math.min(...times)).toBeGreaterThan(latest);
    for (const id of of('change')) expect(after.get(id)?.row).not.toEqual(before.get(id)?.row);
  });

  test.each(resourceNames)('%s: a changed row is another one, and a created one has a new id', (resource) => {
    const before = new Map(simulator.rows(resource).map((row) => [row.id, row.row]));
    const [changed, created] = simulator.mutate({ change: 1, create: 1, resource, seed: 7 });
    expect(changed && simulator.rows(resource).find(({ id }) => id === changed.id)?.row).not.toEqual(
      before.get(changed?.id ?? 0),
    );
    expect(created?.id).toBe(Math.max(...before.keys()) + 1);
  });

  test('are the same for the same seed on the same rows', async () => {
    const others = await Promise.all([1, 2].map(() => startNordicSimulator({ rows: 100, companies: 1 })));
    const [first, second] = others.map((other) => other.mutate({ create: 3, change: 5, delete: 2, seed: 42 }));
    expect(first).toEqual(second);
    await Promise.all(others.map((other) => other.stop()));
  });

  test('a share of a resource vanishes', async () => {
    const count = simulator.rows('deliveries').length;
    await control(simulator, 'POST', 'mutations', { resource: 'deliveries', vanish: 0.5 });
    expect(simulator.rows('deliveries').length).toBe(count - Math.floor(count / 2));
    simulator.mutate({ resource: 'deliveries', delete: 10_000 });
    expect(await getPage(simulator, 'deliveries', token)).toMatchObject({ data: [], meta: { totalRecords: 0 } });
  });
});

describe('drift', () => {
  afterEach(async () => {
    expect((await control(simulator, 'DELETE', 'drift')).status).toBe(204);
    expect((await getPage(simulator, 'projects?pageSize=1', token)).data[0]).toHaveProperty('status');
  });

  const projects = async (drift: Drift): Promise<readonly Json[]> => {
    expect((await control(simulator, 'POST', 'drift', drift)).status).toBe(200);
    return (await getPage(simulator, 'projects?pageSize=500', token)).data;
  };

  test('rename-field', async () => {
    const [row] = await projects({ kind: 'rename-field', resource: 'projects', field: 'name', to: 'title' });
    expect(row).toHaveProperty('title');
    expect(row).not.toHaveProperty('name');
  });

  test('add-field', async () => {
    const rows = await projects({ kind: 'add-field', resource: 'projects', field: 'colour', value: { red: 1 } });
    expect(rows.every((row) => JSON.stringify(row['colour']) === '{"red":1}')).toBe(true);
  });

  test.each([
    ['text', 'string'],
    ['object', 'object'],
    ['number', 'number'],
  ] as const)('retype-field to %s', async (to, type) => {
    const rows = await projects({ kind: 'retype-field', resource: 'projects', field: 'budget', to });
    expect(new Set(rows.map((row) => typeof row['budget']))).toEqual(new Set([type]));
  });

  test('new-value, in a share of the records', async () => {
    const rows = await projects({
      kind: 'new-value',
      resource: 'projects',
      field: 'status',
      value: 'ON_HOLD',
      share: 0.5,
    });
    const hit = rows.filter((row) => row['status'] === 'ON_HOLD').length;
    expect(hit).toBeGreaterThan(0);
    expect(hit).toBeLessThan(rows.length);
  });

  test('what is none is refused with the reason', async () => {
    for (const [body, reason] of [
      [{ kind: 'rename-field', resource: 'projects', field: 'name' }, 'rename-field needs to'],
      [{ kind: 'retype-field', resource: 'projects', field: 'name', to: 'date' }, 'to must be one of'],
      [{ kind: 'new-value', resource: 'houses', field: 'name', value: 1 }, 'resource must be one of'],
    ] as const) {
      const response = await control(simulator, 'POST', 'drift', body);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain(reason);
    }
  });
});
