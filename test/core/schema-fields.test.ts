import { describe, expect, test } from '@jest/globals';
import { fieldsOf, findUnknownField, itemsOf, requiredFields, schemaNode } from '../../core/schema-fields.ts';

const schema = {
  required: ['id'],
  properties: {
    id: { type: 'string' },
    lines: { type: ['array', 'null'], items: { $ref: '#/$defs/line' } },
    owner: { anyOf: [{ type: 'null' }, { properties: { name: {} } }, { allOf: [{ properties: { mail: {} } }] }] },
    open: { type: 'object' },
    loop: { $ref: '#' },
    broken: { $ref: '#/$defs/none' },
  },
  $defs: { line: { properties: { item: { properties: { name: {} } } } } },
};
const root = schemaNode(schema);

describe('the fields of a schema', () => {
  test('are found through references, lists and combinations', () => {
    expect(Object.keys(fieldsOf(root) ?? {})).toEqual(Object.keys(schema.properties));
    expect(requiredFields(root)).toEqual(['id']);
    expect(Object.keys(fieldsOf(fieldsOf(root)?.['owner'] ?? root) ?? {})).toEqual(['name', 'mail']);
    expect(itemsOf(fieldsOf(root)?.['lines'] ?? root)).toBeDefined();
    expect(itemsOf(root)).toBeUndefined();
  });

  test.each([
    [['id'], undefined],
    [['lines', 'item', 'name'], undefined],
    [['owner', 'mail'], undefined],
    [['open', 'whatever', 'deep'], undefined],
    [['loop', 'loop', 'lines', 'item'], undefined],
    [['broken', 'x'], undefined],
    [[], undefined],
    [['lines', 'itm'], { name: 'itm', depth: 1, known: ['item'] }],
    [['owner', 'phone'], { name: 'phone', depth: 1, known: ['name', 'mail'] }],
    [['loop', 'none'], { name: 'none', depth: 1, known: Object.keys(schema.properties) }],
  ])('%j', (path, expected) => {
    expect(findUnknownField(root, path)).toEqual(expected);
  });
});
