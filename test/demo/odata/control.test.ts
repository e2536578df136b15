import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ErpSimulator, startErpSimulator } from '../../../demo/odata/simulator.ts';
import { control, fewRows, get } from './client.ts';

let simulator: ErpSimulator;
beforeAll(async () => {
  simulator = await startErpSimulator({ rows: fewRows, now: () => new Date('2026-08-01T10:00:00.000Z') });
});
afterAll(() => simulator.stop());

test('the log tells method, path, query, status and time, and can be emptied', async () => {
  await get(simulator, "Projects?$top=1&$filter=Project eq 'P-00001'");
  await get(simulator, "Projects('P-0')");
  const log = await (await control(simulator, 'GET', 'requests')).json();
  expect(log).toEqual([
    {
      method: 'GET',
      path: '/odata/v4/construction/Projects',
      query: { $top: '1', $filter: "Project eq 'P-00001'" },
      status: 200,
      at: '2026-08-01T10:00:00.000Z',
    },
    expect.objectContaining({ path: "/odata/v4/construction/Projects('P-0')", query: {}, status: 404 }),
  ]);
  expect(log).toEqual(simulator.requests());
  expect((await control(simulator, 'DELETE', 'requests')).status).toBe(204);
  expect(simulator.requests()).toEqual([]);
});

test.each([
  ['faults', '{', 'Not done: the body is not JSON.'],
  ['faults', '[]', 'Not done: the body must be a JSON object.'],
  ['faults', {}, 'kind is missing: one of throttle'],
  ['faults', { kind: 'fire' }, 'kind must be one of throttle'],
  ['faults', { kind: 'slow', times: 0, delayMs: 'long' }, 'times must be a whole number from 1'],
  ['faults', { kind: 'slow', path: 1 }, 'path must be a text'],
  ['faults', { kind: 'slow', toString: 1 }, 'toString is not known'],
  ['faults', { rate: 2, kinds: ['slow'] }, 'rate must be a number from 0 to 1'],
  ['faults', { rate: 0.1 }, 'kinds is missing'],
  ['faults', { rate: 0.1, kinds: ['fire'] }, 'kinds must be a list of throttle'],
  ['drift', { entitySet: 'Projects', kind: 'rename-field', field: 'Project' }, 'to missing'],
  ['drift', { entitySet: 'Projects', kind: 'retype-field', field: 'Project', to: 'xml' }, 'to must be one of text'],
  ['drift', {}, 'kind and entitySet missing'],
  ['mutations', { create: -1 }, 'create must be a whole number'],
  ['mutations', { entitySet: 'Nothing' }, 'entitySet must be one of BusinessPartners'],
])('POST %s %j is refused in plain words', async (path, body, message) => {
  const response = await control(simulator, 'POST', path, body);
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/plain;charset=utf-8']);
  expect(await response.text()).toContain(message);
});

test('an unknown control is not found, a body too large not read', async () => {
  expect((await control(simulator, 'GET', 'faults')).status).toBe(404);
  expect((await control(simulator, 'POST', 'faults', 'x'.repeat(70_000))).status).toBe(413);
});
