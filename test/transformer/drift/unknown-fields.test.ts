import { expect, test } from '@jest/globals';
import { unknownFieldsOf } from '../../../transformer/drift/unknown-fields.ts';

const schema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    free: { type: 'object' },
    supplier: { type: ['object', 'null'], properties: { name: { type: 'string' } } },
    lines: { type: 'array', items: { type: 'object', properties: { amount: { type: 'string' } } } },
  },
};

function unknownIn(record: unknown): string[] {
  const found = new Set<string>();
  unknownFieldsOf(schema)(record, found);
  return [...found].sort();
}

test('finds fields that the schema does not name, at any depth, each path once', () => {
  const lines = [
    { amount: '1', tax: '2' },
    { amount: '1', tax: '3', vat: 1 },
  ];
  expect(unknownIn({ id: 'a', colour: 'red', supplier: { name: 'n', phone: '1' }, lines })).toEqual([
    'colour',
    'lines.tax',
    'lines.vat',
    'supplier.phone',
  ]);
});

test('says nothing of what is named, absent, null, annotated, or free', () => {
  expect(
    unknownIn({ id: 'a', supplier: null, '@odata.etag': 'x', 'lines@odata.count': 3, free: { anything: 1 } }),
  ).toEqual([]);
  expect(unknownIn(null)).toEqual([]);
  expect(unknownIn('text')).toEqual([]);
});

test('a schema that refers to itself ends', () => {
  const node: Record<string, unknown> = {
    type: 'object',
    definitions: {},
    properties: { child: { $ref: '#' }, name: {} },
  };
  const found = new Set<string>();
  unknownFieldsOf(node)({ name: 'a', child: { name: 'b', child: { other: 1 } } }, found);
  expect([...found]).toEqual(['child.child.other']);
});
