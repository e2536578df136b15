import { describe, expect, test } from '@jest/globals';
import { compileRecordValidator } from '../../core/validate.ts';
import { parseYaml } from '../../core/yaml-source.ts';
import type { RecordState } from '../../platform/ports.ts';
import type { CompiledStream } from '../../transformer/compiled-stream.ts';
import { defaultPolicies } from '../../transformer/drift/classify.ts';
import { unknownFieldsOf } from '../../transformer/drift/unknown-fields.ts';
import { validateEntity } from '../../transformer/entities.ts';
import { compileMapping } from '../../transformer/mapping/compile.ts';
import { type Decision, processRecord } from '../../transformer/process-record.ts';

const schema = {
  type: 'object',
  required: ['id'],
  properties: { id: {}, name: { type: 'string' }, customer: {}, site: {}, amount: { type: 'number' } },
};
const mapping = compileMapping(
  parseYaml(
    'test.map.yaml',
    [
      'entities:',
      '  - entity: project',
      '    when: name',
      `    fields: { number: $text(id), name: name, budget: { amount: $decimal(amount), currency: "amount ? 'NOK'" } }`,
      '  - entity: party',
      '    when: customer',
      '    id: customer',
      '    fields: { name: customer, identifiers: { list: [{ fields: { scheme: "\'vat\'", value: customer } }] } }',
    ].join('\n'),
  ),
);
if (!mapping.ok) throw new Error(JSON.stringify(mapping.problems));
const stream: CompiledStream = {
  mapping: mapping.value,
  validate: compileRecordValidator(schema),
  unknownFields: unknownFieldsOf(schema),
  validateEntity,
  drift: defaultPolicies,
  mappingVersion: 1,
};
const revisionOf = (run: number, index = 0, version = 1): string => `0000000${run}.000001.000${index}.000${version}`;
const process = (
  value: unknown,
  state?: RecordState,
  revision = revisionOf(2),
  of: CompiledStream = stream,
  how = { touch: true, repeated: false },
): Decision => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return processRecord(of, { key: 'p', text, revision, ...how }, state);
};
/** What the store knows after a first version was applied in run 1. */
function stored(value: unknown): RecordState {
  const { write } = process(value, undefined, revisionOf(1));
  if (!write) throw new Error('nothing written');
  return { ...write, entities: write.entities ?? [] };
}
const changesOf = ({ changes }: Decision): string[] =>
  changes.map(({ change, entity }) => `${change} ${entity.entity} ${entity.id}`);

describe('processRecord', () => {
  test('a record never seen creates its entities', () => {
    const decision = process({ id: 'p', name: 'Bridge', customer: 'SE 556677-8899' });
    expect(decision.outcome).toBe('created');
    expect(changesOf(decision)).toEqual(['created project p', 'created party SE 556677-8899']);
    expect(decision.write?.entities?.[1]).toMatchObject({ identifiers: [{ scheme: 'vat', value: 'SE5566778899' }] });
  });

  test('the same record in a later run is unchanged, in the same run repeated, and publishes nothing', () => {
    const state = stored({ id: 'p', name: 'Bridge' });
    expect(process({ id: 'p', name: 'Bridge' }, state)).toMatchObject({ outcome: 'unchanged', changes: [] });
    expect(process({ id: 'p', name: 'Bridge' }, state, revisionOf(1, 5))).toMatchObject({
      outcome: 'repeated',
      changes: [],
    });
  });

  test('what is unchanged is written only where an older version may still come', () => {
    const state = stored({ id: 'p', name: 'Bridge' });
    const decide = (touch: boolean, repeated = false): Decision =>
      process({ id: 'p', name: 'Bridge' }, state, revisionOf(2), stream, { touch, repeated });
    expect(decide(false)).toEqual({ outcome: 'unchanged', changes: [] });
    expect(decide(true)).toMatchObject({
      outcome: 'unchanged',
      write: { revision: revisionOf(2), basedOn: revisionOf(1) },
    });
    expect(decide(true, true)).toMatchObject({ outcome: 'repeated', write: { revision: revisionOf(2) } });
    const nothing = stored({ id: 'p' });
    expect(process({ id: 'p' }, nothing, revisionOf(2), stream, { touch: false, repeated: false })).toEqual({
      outcome: 'filtered',
      changes: [],
    });
  });

  test('a write is bound to the revision it was decided on', () => {
    expect(process({ id: 'p', name: 'Bridge' }).write).not.toHaveProperty('basedOn');
    expect(process({ id: 'p', name: 'Tunnel' }, stored({ id: 'p', name: 'Bridge' })).write).toMatchObject({
      basedOn: revisionOf(1),
    });
  });

  test('a change of a field nobody maps moves only the revision', () => {
    const decision = process({ id: 'p', name: 'Bridge', site: 'x' }, stored({ id: 'p', name: 'Bridge' }));
    expect(decision).toMatchObject({ outcome: 'unchanged', changes: [], write: { revision: revisionOf(2) } });
    expect(decision.write).not.toHaveProperty('entities');
  });

  test('only the entities that differ are published', () => {
    const decision = process(
      { id: 'p', name: 'Tunnel', customer: 'A' },
      stored({ id: 'p', name: 'Bridge', customer: 'A' }),
    );
    expect(decision.outcome).toBe('updated');
    expect(changesOf(decision)).toEqual(['updated project p']);
  });

  test('an entity that the record no longer maps to is deleted', () => {
    const state = stored({ id: 'p', name: 'Bridge', customer: 'A' });
    expect(changesOf(process({ id: 'p', name: 'Bridge', customer: 'B' }, state))).toEqual([
      'created party B',
      'deleted party A',
    ]);
    const gone = process({ id: 'p' }, state);
    expect(gone.outcome).toBe('filtered');
    expect(changesOf(gone)).toEqual(['deleted project p', 'deleted party A']);
    expect(gone.write?.entities).toEqual([]);
  });

  test('a second delivery after the store was applied gives the outcome it had, and nothing to publish', () => {
    const state = stored({ id: 'p', name: 'Bridge' });
    expect(process({ id: 'p', name: 'Bridge' }, state, revisionOf(1))).toEqual({ outcome: 'created', changes: [] });
  });

  test('an older version never wins', () => {
    const state = { ...stored({ id: 'p', name: 'Bridge' }), revision: revisionOf(3) };
    expect(process({ id: 'p', name: 'Old' }, state)).toEqual({ outcome: 'superseded', changes: [] });
  });

  test('a mended mapping sees the same raw record again, and is newer than the old one', () => {
    const mended = { ...stream, mappingVersion: 2 };
    expect(
      process({ id: 'p', name: 'Bridge' }, stored({ id: 'p', name: 'Bridge' }), revisionOf(1, 0, 2), mended),
    ).toMatchObject({ outcome: 'unchanged', write: { revision: revisionOf(1, 0, 2) } });
  });

  test.each([
    ['the source schema', { name: 'x' }, 'source-schema', /"id" is missing/],
    ['the mapping', { id: 'p', name: 'x', amount: 'ten' }, 'source-schema', /amount/],
    ['the canonical entity', { id: 'p', name: '', customer: ' ' }, 'entity-schema', /party: /],
  ])('a record that does not fit %s is refused, and what is stored stays', (_what, value, code, reason) => {
    const decision = process(value, stored({ id: 'p', name: 'Bridge' }));
    expect(decision).toMatchObject({
      outcome: 'quarantined',
      changes: [],
      refusal: { code, reason: expect.stringMatching(reason) },
    });
    expect(decision.write).toBeUndefined();
  });

  test('money keeps its digits, also where JSON has it as a long number', () => {
    const decision = process('{"id":"p","name":"Bridge","amount":1234567890123456.78}');
    expect(decision.write?.entities?.[0]?.body).toMatchObject({ budget: { amount: '1234567890123456.78' } });
  });

  test('an entity too large for a topic is refused instead of blocking its batch', () => {
    expect(process({ id: 'p', name: 'x'.repeat(200_000) }).refusal?.code).toBe('entity-too-large');
  });
});
