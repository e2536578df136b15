import { describe, expect, test } from '@jest/globals';
import { applyMapping } from '../../../transformer/mapping/compile.ts';
import { MappingError } from '../../../transformer/mapping/mapping-error.ts';
import { mapFields, mappingOf } from './mapping-of.ts';

const invoiceMapping = `
tables:
  units: { ST: C62, H: HUR }
entities:
  - entity: supplier-invoice
    when: Status != 'D'
    id: Invoice & '-' & Year
    fields:
      number: Reference
      issueDate: $date(DocumentDate)
      seller:
        id: Party
      lines:
        each: to_Item
        when: Quantity
        fields: { id: Item, quantity: $decimal(Quantity), unit: "$lookup($units, Unit) ?? Unit", year: $record.Year }
      identifiers:
        list:
          - when: Vat
            fields: { scheme: "'vat'", value: Vat }
          - fields: { scheme: "'own'", value: Party }
  - entity: party
    fields: { name: $text(PartyName) }
`;
const invoice = {
  Invoice: '51',
  Year: '2026',
  Status: 'A',
  Reference: null,
  DocumentDate: '2026-03-01T00:00:00',
  Party: 'V1',
  PartyName: ' Nordic  Steel ',
  to_Item: [
    { Item: '1', Quantity: '2.500', Unit: 'ST' },
    { Item: '2', Quantity: '', Unit: 'ST' },
    { Item: '3', Quantity: 12345678901234, Unit: 'KG' },
  ],
};

function thrownBy(act: () => unknown): MappingError {
  try {
    act();
  } catch (error) {
    if (error instanceof MappingError) return error;
  }
  throw new Error('no MappingError');
}

describe('a mapping file', () => {
  const mapping = mappingOf(invoiceMapping);

  test('turns one record into several entities, fields in the order of the file', () => {
    expect(applyMapping(mapping, invoice)).toEqual([
      {
        entity: 'supplier-invoice',
        id: '51-2026',
        body: {
          issueDate: '2026-03-01',
          seller: { id: 'V1' },
          lines: [
            { id: '1', quantity: '2.5', unit: 'C62', year: '2026' },
            { id: '3', quantity: '12345678901234', unit: 'KG', year: '2026' },
          ],
          identifiers: [{ scheme: 'own', value: 'V1' }],
        },
        unknownCodes: [{ code: 'KG', path: 'to_Item.Unit', target: 'supplier-invoice.lines.unit' }],
      },
      { entity: 'party', id: undefined, body: { name: 'Nordic Steel' } },
    ]);
    const body = applyMapping(mapping, invoice)[0]?.body ?? {};
    expect(Object.keys(body)).toEqual(['issueDate', 'seller', 'lines', 'identifiers']);
  });

  test('leaves an entity out when its `when` is false', () => {
    expect(applyMapping(mapping, { ...invoice, Status: 'D' }).map(({ entity }) => entity)).toEqual(['party']);
  });

  test('names the source paths of every target field', () => {
    expect(mapping.reads).toEqual({
      'supplier-invoice.(when)': ['Status'],
      'supplier-invoice.(id)': ['Invoice', 'Year'],
      'supplier-invoice.number': ['Reference'],
      'supplier-invoice.issueDate': ['DocumentDate'],
      'supplier-invoice.seller.id': ['Party'],
      'supplier-invoice.lines.(each)': ['to_Item'],
      'supplier-invoice.lines.(when)': ['to_Item.Quantity'],
      'supplier-invoice.lines.id': ['to_Item.Item'],
      'supplier-invoice.lines.quantity': ['to_Item.Quantity'],
      'supplier-invoice.lines.unit': ['to_Item.Unit'],
      'supplier-invoice.lines.year': ['Year'],
      'supplier-invoice.identifiers.(when)': ['Vat'],
      'supplier-invoice.identifiers.scheme': [],
      'supplier-invoice.identifiers.value': ['Party', 'Vat'],
      'party.name': ['PartyName'],
    });
    expect(mapping.sourceFields).toEqual(
      ['DocumentDate', 'Invoice', 'Party', 'PartyName', 'Reference', 'Status', 'Vat', 'Year', 'to_Item'].sort(),
    );
  });

  test('needs the whole record as soon as one expression reads it', () => {
    const whole = mappingOf('entities:\n  - entity: thing\n    fields: { raw: $string($), id: Id }');
    expect(whole.sourceFields).toBe('*');
    expect(whole.reads['thing.raw']).toEqual(['*']);
  });
});

describe('fields', () => {
  test('without a value are left out; so are objects and lists without any', () => {
    const fields =
      'a: A\nb: { c: C, d: { e: E } }\nf: { each: F, fields: { g: G } }\nh: { list: [{ fields: { i: I } }] }';
    expect(mapFields(fields, { A: null, C: undefined, F: [{}, { G: null }], I: null })).toEqual({});
    expect(mapFields(fields, { A: false, C: 0, F: [{ G: '' }] })).toEqual({ a: false, b: { c: 0 }, f: [{ g: '' }] });
  });

  test('each counts a single object as one item, skips null items, and nests', () => {
    const fields = 'l: { each: L, fields: { v: V, m: { each: M, fields: { w: W, up: $record.R, root: $$.W } } } }';
    const record = { R: 'r', L: { V: 1, M: [null, { W: 2 }, { W: 3 }] } };
    const m = [
      { w: 2, up: 'r', root: 2 },
      { w: 3, up: 'r', root: 3 },
    ];
    expect(mapFields(fields, record)).toEqual({ l: [{ v: 1, m }] });
    expect(mapFields(fields, { L: [] })).toEqual({});
  });

  test('each may go over texts and over lists', () => {
    const fields = 'l: { each: L, fields: { v: $, n: $count($) } }';
    expect(mapFields(fields, { L: ['a', ['b', 'c']] })).toEqual({
      l: [
        { v: 'a', n: 1 },
        { v: ['b', 'c'], n: 2 },
      ],
    });
  });

  test('a list from a path is plain data', () => {
    const fields = "l: L.V\no: \"{'k': L.V, 'one': L[0].V[]}\"";
    const body = mapFields(fields, { L: [{ V: 1 }, { V: 2 }] }) as { l: object; o: { k: object; one: object } };
    expect(Object.getOwnPropertyNames(body.l)).toEqual(['0', '1', 'length']);
    expect(Object.getOwnPropertyNames(body.o.k)).toEqual(['0', '1', 'length']);
    expect(Object.getOwnPropertyNames(body.o.one)).toEqual(['0', 'length']);
  });
});

describe('errors of a record', () => {
  test('name the field, the expression and the code, and show no value', () => {
    const mapping = mappingOf('entities:\n  - entity: thing\n    fields: { l: { each: L, fields: { v: V + 1 } } }');
    const error = thrownBy(() => applyMapping(mapping, { L: [{ V: 'secret' }] }));
    expect(error).toMatchObject({ name: 'MappingError', field: 'thing.l.v', expression: 'V + 1', code: 'T2001' });
    expect(error.message).toBe('thing.l.v: "+" needs a number on its left, got a text');
  });

  test('an id must not be missing', () => {
    const mapping = mappingOf('entities:\n  - entity: thing\n    id: Id\n    fields: { a: A }');
    expect(applyMapping(mapping, { Id: 7, A: 1 })[0]?.id).toBe('7');
    expect(thrownBy(() => applyMapping(mapping, { Id: '' }))).toMatchObject({ code: 'no-id', field: 'thing.(id)' });
    expect(thrownBy(() => applyMapping(mapping, {}))).toMatchObject({ code: 'no-id' });
  });

  test('a number that JSON cannot hold is not let through', () => {
    expect(thrownBy(() => mapFields('a: 1 / 0', {}))).toMatchObject({ code: 'D1001' });
    expect(thrownBy(() => mapFields('a: 0 / 0', {}))).toMatchObject({ code: 'D1001' });
  });
});
