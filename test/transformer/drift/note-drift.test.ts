import { expect, test } from '@jest/globals';
import type { Message, Publish } from '../../../platform/ports.ts';
import { type Drift, defaultPolicies, driftOfCode } from '../../../transformer/drift/classify.ts';
import { type NoteDeps, noteDrift } from '../../../transformer/drift/note-drift.ts';

const sighting = { tenant: 't', connection: 'c', stream: 's', run: 1, batch: 1, time: '2026-11-21T12:00:00Z' };

/** Documents that remember what was put, and a topic. */
function world(): { readonly deps: NoteDeps; readonly told: Message[] } {
  const stored = new Map<string, unknown>();
  const told: Message[] = [];
  const publish: Publish = async (_topic, messages) => void told.push(...messages);
  const documents = {
    get: async (_tenant: string, _collection: string, id: string) =>
      stored.has(id) ? { id, value: stored.get(id), version: 1 } : undefined,
    put: async (_tenant: string, _collection: string, id: string, value: unknown) => {
      stored.set(id, value);
      return true;
    },
  };
  return { deps: { documents: documents as unknown as NoteDeps['documents'], publish }, told };
}

const code = (value: string, target = 'item.unit'): Drift => driftOfCode({ code: value, path: 'Unit', target });
const dataOf = ({ body }: Message): Record<string, unknown> =>
  (JSON.parse(body) as { data: Record<string, unknown> }).data;

test('an unknown code is told once per code and field, however often it comes', async () => {
  const { deps, told } = world();
  const note = (mappingVersion: number, ...drifts: readonly Drift[]): Promise<void> =>
    noteDrift(deps, { ...sighting, mappingVersion }, drifts, defaultPolicies);
  await note(1, code('PCE'), code('PCE'), code('XX'), code('PCE', 'item.salesUnit'));
  await note(1, code('PCE'), code('XX'));
  expect(told.map((message) => [dataOf(message)['value'], dataOf(message)['affects']])).toEqual([
    ['PCE', ['item.unit']],
    ['XX', ['item.unit']],
    ['PCE', ['item.salesUnit']],
  ]);
  expect(new Set(told.map(({ id }) => id)).size).toBe(3);
  expect(told[0]?.attributes).toEqual({ tenant: 't', connection: 'c', stream: 's', severity: 'risky', run: '1' });
  await note(2, code('PCE'));
  expect(told).toHaveLength(4);
});

test('a field full of words that are no codes tells of some per batch, and other drift is told all the same', async () => {
  const { deps, told } = world();
  const words = Array.from({ length: 100 }, (_, index) => code(`W${index}`));
  const added: Drift = { kind: 'field-added', class: 'additive', path: 'Colour' };
  await noteDrift(deps, { ...sighting, mappingVersion: 1 }, [...words, added], defaultPolicies);
  expect(told).toHaveLength(21);
  expect(told.map(dataOf).at(-1)).toMatchObject({ kind: 'field-added', path: 'Colour' });
});
