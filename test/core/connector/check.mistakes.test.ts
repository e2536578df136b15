import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { compileMapping } from '../../../transformer/mapping/compile.ts';
import { connectorCopy, problemsOf } from '../../support/connector-copy.ts';

const copy = connectorCopy();
const { edit } = copy;
let folder: string;

beforeEach(() => {
  folder = copy.folder();
});

const problems = (): ReturnType<typeof problemsOf> => problemsOf(folder, compileMapping);

describe('a folder full of mistakes', () => {
  test('is reported in one pass, each mistake where it stands', () => {
    edit(
      'connector.yaml',
      ['name: demo-odata', 'name: demo-erp'],
      ['title: Demo', 'titel: Demo'],
      ['"{host}/odata', '"{hots}/odata'],
      ['secret: true', 'secret: "yes"'],
      ['concurrency: 4', 'concurrency: four'],
      ['pagination: { kind: next-link', 'pagination: { kind: nextlink'],
      ['primaryKey: [BusinessPartner]', 'primaryKey: [BusinesPartner, 5]'],
      ['field: LastChangeDateTime', 'field: LastChangedDateTime'],
      ['order: ascending', 'order: up'],
      ['mapping: projects.map.yaml', 'mapping: project.map.yaml'],
      ['exclude: [to_Item] }', 'exclude: to_Item }'],
      ['primaryKey: [SupplierInvoice, FiscalYear]', 'primaryKey: [SupplierInvoice, Year]'],
    );
    edit(
      'supplier-invoices.schema.json',
      ['"CompanyCode": {\n      "type": "string"', '"CompanyCode": {\n      "type": "strng"'],
      ['"InvoicingParty": {\n      "type": "string"', '"InvoicingParty": {\n      "$ref": "#/definitions/party"'],
      ['"FiscalYear": {\n      "type": "string"', '"FiscalYear": {\n      "type": "integer"'],
    );
    edit(
      'supplier-invoices.map.yaml',
      ['number: $text(SupplierInvoiceIDByInvcgParty) ?? SupplierInvoice', 'number: FiscalYear'],
      ['issueDate: $date(DocumentDate)', 'issueDate: $dat(DocumentDate)'],
      ['dueDate: $date(NetDueDate)', 'dueDate: $date(NetDuDate)'],
      ['note: $text', 'nota: $text'],
      ['ST: H87', '01: H87'],
    );
    const mistakes: readonly (readonly [string, string])[] = [
      ['connector.yaml: name: demo-erp', '"title" is missing in the file'],
      ['connector.yaml: demo-erp', 'the connector is named "demo-erp" but its folder "demo-odata"'],
      ['connector.yaml: titel: Demo', 'unknown key "titel" in the file'],
      ['connector.yaml: "{hots}', 'there is no parameter "hots"'],
      ['connector.yaml: "yes" }', 'parameters.password.secret must be true or false, not text'],
      ['connector.yaml: four }', 'rateLimit.concurrency must be a whole number, not text'],
      ['connector.yaml: nextlink,', 'streams.business-partners.pagination.kind cannot be "nextlink"'],
      ['connector.yaml: BusinesPartner, 5]', 'the source schema has no field "BusinesPartner"'],
      ['connector.yaml: 5]', 'streams.business-partners.primaryKey[1] must be text, not a whole number'],
      ['connector.yaml: LastChangedDateTime', 'the source schema has no field "LastChangedDateTime"'],
      ['connector.yaml: up', 'streams.business-partners.cursor.order must be one of the values allowed, not "up"'],
      ['connector.yaml: project.map.yaml', 'there is no file "project.map.yaml" in the connector\'s folder'],
      ['connector.yaml: to_Item }', 'streams.supplier-invoices.select.exclude must be a list, not text'],
      ['connector.yaml: Year]', 'the source schema has no field "Year"'],
      ['supplier-invoices.map.yaml: 01:', 'The code 01 is read as the number or word "1"'],
      [
        'supplier-invoices.map.yaml: FiscalYear',
        'supplier-invoice.number: must be text, but "FiscalYear" is a whole number',
      ],
      ['supplier-invoices.map.yaml: $dat(', 'supplier-invoice.issueDate: There is no function $dat'],
      [
        'supplier-invoices.map.yaml: $date(NetDuDate)',
        'supplier-invoice.dueDate: the source schema has no field "NetDuDate"',
      ],
      ['supplier-invoices.map.yaml: nota: $text', 'the entity has no field "nota" here'],
      [
        'supplier-invoices.schema.json: "strng"',
        'properties.CompanyCode.type must be one of the values allowed, not "strng"',
      ],
      [
        'supplier-invoices.schema.json: "#/definitions/party"',
        'there is nothing at "#/definitions/party" in this schema',
      ],
    ];
    const found = problems();
    expect(found.map(([, message]) => message)).toEqual(mistakes.map(([, message]) => message));
    for (const [index, [place]] of mistakes.entries()) expect(found[index]?.[0].slice(0, place.length)).toBe(place);
  });

  test.each([
    ['parameters', /parameters:\n[\s\S]*?\nauth/, 'parameters: [host]\nauth', 'parameters must be a map'],
    ['a parameter', /password: \{ title.*\}/, 'password:', 'parameters.password must be a map'],
    ['streams', /streams:\n[\s\S]*/, 'streams: none\n', 'streams must be a map'],
    [
      'a stream',
      / {2}projects:\n[\s\S]*? {2}supplier/,
      '  projects: [x]\n  supplier',
      'streams.projects must be a map',
    ],
    ['a cursor', /cursor:\n[\s\S]*?ascending/, 'cursor: now', 'streams.business-partners.cursor must be a map'],
  ])('%s of the wrong kind is one problem, not many', (_what, from, to, message) => {
    const text = readFileSync(path.join(folder, 'connector.yaml'), 'utf8');
    writeFileSync(path.join(folder, 'connector.yaml'), text.replace(from, to));
    expect(problems().map(([, words]) => words)).toEqual([expect.stringContaining(message)]);
  });

  test('a schema that is odd everywhere does not hide what is wrong beside it', () => {
    writeFileSync(
      path.join(folder, 'projects.schema.json'),
      '{ "type": "object", "required": 5, "allOf": {}, "properties": { "Project": [1], "LastChangeDateTime": true } }',
    );
    const messages = problems().map(([, message]) => message);
    expect(messages).toEqual(
      expect.arrayContaining([
        'required must be a list, not a whole number',
        'project.name: the source schema has no field "ProjectDescription"',
      ]),
    );
  });
});

describe('a source field taken as it is', () => {
  const check = (field: object | boolean, target = 'payableAmount: net'): unknown => {
    edit('supplier-invoices.schema.json', ['"properties": {', `"properties": { "net": ${JSON.stringify(field)},`]);
    edit('supplier-invoices.map.yaml', ['payableAmount: $decimal(InvoiceGrossAmount)', target]);
    return problems().map(([place, message, hint]) => [place.split(': ')[1], message, hint]);
  };
  const said = (text: string, words: string, hint: string): unknown => [
    [text, `supplier-invoice.totals.payableAmount: must be text, but "${text}" is ${words}`, hint],
  ];

  test.each([
    [{ type: 'number' }, 'a number', 'Write $decimal(net).'],
    [{ type: ['integer', 'null'] }, 'a whole number', 'Write $decimal(net).'],
    [{ anyOf: [{ type: 'null' }, { type: 'number' }] }, 'a number', 'Write $decimal(net).'],
    [{ oneOf: [{ type: 'integer' }, { type: 'boolean' }] }, 'a whole number or true or false', 'Write $string(net).'],
    [{ enum: [1, 2, null] }, 'a whole number', 'Write $decimal(net).'],
    [{ type: 'object', properties: { amount: {} } }, 'a map of keys and values', 'Name one of its fields: net.amount.'],
  ])('%j cannot be an amount', (field, words, hint) => {
    expect(check(field)).toEqual(said('net', words, hint));
  });

  test.each([
    [{ type: 'string' }],
    [{ type: ['string', 'number'] }],
    [{}],
    [true],
    [{ anyOf: [{ type: 'number' }, {}] }],
    [{ type: 'array', items: { type: 'number' } }],
    [{ type: 'null' }],
    [{ $ref: '#/properties/HeaderText' }],
  ])('%j may be one', (field) => {
    expect(check(field)).toEqual([]);
  });

  test.each([
    ['payableAmount: net ?? NetAmount'],
    ['payableAmount: $decimal(net)'],
    ['payableAmount: "net[$ > 5]"'],
    ['payableAmount: net[0]'],
  ])('%s is no plain path', (target) => {
    expect(check({ type: 'number' }, target)).toEqual([]);
  });

  test('is found in lists, and told what its target asks for', () => {
    edit(
      'supplier-invoices.schema.json',
      ['"properties": {', '"properties": { "net": { "type": "number" },'],
      [
        '"SupplierInvoiceItem": {\n            "type": "string"',
        '"SupplierInvoiceItem": {\n            "type": "integer"',
      ],
    );
    edit(
      'supplier-invoices.map.yaml',
      ['typeCode: \'IsCreditMemo ? "381" : "380"\'', 'typeCode: net'],
      ['status: $lookup($statuses, SupplierInvoiceStatus)', 'status: IsCreditMemo'],
      ['note: $text(HeaderText)', 'note: net'],
      ['postingDate: $date(PostingDate)', 'postingDate: net'],
      ['lines:\n        each: to_Item', 'lines:\n        each: to_Item[0]'],
    );
    edit('business-partners.map.yaml', ['blocked: BusinessPartnerIsBlocked', 'blocked: BusinessPartner']);
    const found = problems().filter(([place]) => !place.startsWith('connector.yaml'));
    expect(found.map(([place, , hint]) => [place.split(': ')[1], hint])).toEqual([
      ['BusinessPartner', 'Compare it with what the ERP writes for true: BusinessPartner = "X".'],
      ['net', 'A date as text is needed.'],
      ['net', 'Translate it by a code list: $lookup($codes, $string(net)).'],
      ['net', 'Write $string(net).'],
      ['IsCreditMemo', 'Translate it by a code list: $lookup($codes, $string(IsCreditMemo)).'],
      ['SupplierInvoiceItem', 'Write $string(SupplierInvoiceItem).'],
    ]);
  });
});

test('a cursor of texts needs their order', () => {
  edit('connector.yaml', ['odataFilter: ge, format: iso', 'odataFilter: ge, format: text']);
  expect(problems()).toEqual([]);
  edit('connector.yaml', ['      order: ascending\n', '']);
  expect(problems()).toEqual([
    [
      'connector.yaml: text }',
      'a cursor of the format "text" needs "order: ascending": out of order, records would be skipped',
      expect.stringContaining('add "order: ascending" to the cursor'),
    ],
  ]);
});

test('a cursor in local time needs a time zone that there is', () => {
  edit('connector.yaml', ['odataFilter: ge, format: iso', 'odataFilter: ge, format: local']);
  expect(problems()).toEqual([
    [
      'connector.yaml: local }',
      'a cursor of the format "local" needs "timezone": the ERP\'s times do not say where they are',
      'Add for example "timezone: Europe/Oslo".',
    ],
  ]);
  edit('connector.yaml', ['      lookback: 2m', '      timezone: Oslo\n      lookback: 2m']);
  expect(problems()).toEqual([
    ['connector.yaml: Oslo', '"Oslo" is no time zone', 'Write a name such as Europe/Oslo or UTC.'],
  ]);
  edit('connector.yaml', ['timezone: Oslo', 'timezone: Europe/Oslo']);
  expect(problems()).toEqual([]);
});

test('pages can only overlap where they have a size and the list a total', () => {
  const paging = (more: string): string =>
    `pagination: { kind: page-number, page: p, pageSize: 50${more}, overlap: 5 }`;
  edit('connector.yaml', [`pagination: { kind: next-link, at: "$['@odata.nextLink']" }`, paging('')]);
  expect(problems()).toEqual([
    [
      'connector.yaml: 5 }',
      '"overlap" needs "size": pages overlap because each is asked for with its own size',
      'Add the query parameter that takes the page size.',
    ],
  ]);
  edit('connector.yaml', [paging(''), paging(', size: s')]);
  expect(problems()).toEqual([]);
  edit('connector.yaml', [`    total: "$['@odata.count']"\n`, '']);
  expect(problems()).toEqual([
    [
      'connector.yaml: 5 }',
      '"overlap" needs "total": else a short list looks unread',
      'Add the path of the number of records.',
    ],
  ]);
});
