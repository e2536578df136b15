import { describe, expect, test } from '@jest/globals';
import { checkSchema, compileRecordValidator, compileValidator, validateYaml } from '../../core/validate.ts';
import { parseYaml } from '../../core/yaml-source.ts';
import connectorSchema from '../../schemas/config/connector.schema.json' with { type: 'json' };

const union = {
  type: 'object',
  additionalProperties: false,
  properties: {
    target: {
      oneOf: [
        { $ref: '#/definitions/queue' },
        {
          additionalProperties: false,
          required: ['url'],
          properties: { kind: { const: 'webhook' }, url: { type: 'string', pattern: '^https:' } },
        },
      ],
    },
    when: {
      anyOf: [
        { type: 'string' },
        { type: 'object', required: ['every'], additionalProperties: false, properties: { every: { type: 'string' } } },
        { type: 'object', required: ['cron'], additionalProperties: false, properties: { cron: { type: 'string' } } },
      ],
    },
  },
  definitions: {
    queue: {
      additionalProperties: false,
      properties: { kind: { const: 'queue' }, size: { type: 'integer', minimum: 1 } },
    },
  },
};

const explain = (value: unknown): unknown =>
  compileValidator(union)(value).map(({ path, message, hint }) => [path.join('/'), message, hint]);

describe('a union', () => {
  test('is explained by the branch of its kind only', () => {
    expect(explain({ target: { kind: 'queue', size: 0, url: 'x' } })).toEqual([
      ['target/url', 'unknown key "url" in target', 'Allowed: kind, size.'],
      ['target/size', 'target.size must be 1 or more', undefined],
    ]);
    expect(explain({ target: { kind: 'webhook' } })).toEqual([['target', '"url" is missing in target', undefined]]);
  });

  test('with an unknown kind lists the kinds', () => {
    expect(explain({ target: { kind: 'webhok' } })).toEqual([
      ['target/kind', 'target.kind cannot be "webhok"', 'Did you mean "webhook"? Allowed: queue, webhook.'],
    ]);
    expect(explain({ target: { size: 0 } })).toEqual([
      ['target', '"kind" is missing in target', 'Allowed: queue, webhook.'],
    ]);
  });

  test('without a kind is explained by the keys that are there', () => {
    expect(explain({ when: { cron: 5 } })).toEqual([
      ['when/cron', 'when.cron must be text, not a whole number', 'Put it in quotes.'],
    ]);
    expect(explain({ when: { evry: '5m' } })).toEqual([
      ['when', 'when has none of the forms allowed', 'It needs "every", or "cron".'],
    ]);
    expect(explain({ when: true })).toEqual([
      ['when', 'when must be text or a map of keys and values, not true', undefined],
    ]);
    expect(explain({ when: { every: '5m', cron: 'x' } })).toEqual([
      ['when/cron', 'unknown key "cron" in when', 'Allowed: every.'],
    ]);
  });

  test('leaves what stands beside it alone', () => {
    expect(explain({ extra: 1, target: { kind: 'queue', size: 'x' }, when: '5m' })).toEqual([
      ['extra', 'unknown key "extra" in the file', 'Allowed: target, when.'],
      ['target/size', 'target.size must be a whole number, not text', undefined],
    ]);
  });
});

describe('plain words', () => {
  const cases: readonly (readonly [object, unknown, string])[] = [
    [{ type: 'string' }, 5, 'v must be text, not a whole number'],
    [{ type: ['string', 'null'] }, [], 'v must be text or empty, not a list'],
    [{ enum: ['ab', 'cd'] }, 'xx', 'v must be one of the values allowed, not "xx"'],
    [{ const: 'ab' }, 'ac', 'v must be "ab", not "ac"'],
    [{ minLength: 1 }, '', 'v must not be empty'],
    [{ maxLength: 2 }, 'abc', 'v must have at most 2 characters'],
    [{ minItems: 1 }, [], 'v must have at least 1 entry'],
    [{ maximum: 3 }, 4, 'v must be 3 or less'],
    [{ uniqueItems: true }, [1, 1], 'v has the same entry twice, at [0] and [1]'],
    [{ format: 'date' }, '2025-02-30', 'v is not a valid date'],
    [{ pattern: '^a$' }, 'hunter2', 'v is not of the form asked for'],
    [{ propertyNames: { pattern: '^a' } }, { b: 1 }, '"b" cannot be a key of v'],
    [{ minProperties: 1 }, {}, 'v must have at least 1 key'],
    [{ not: {} }, 1, 'v must NOT be valid'],
  ];
  test.each(cases)('%j', (schema, value, message) => {
    expect(compileValidator({ properties: { v: schema } })({ v: value }).map((one) => one.message)).toEqual([message]);
  });

  test('a pattern that is broken is explained by its description, never by the value', () => {
    const schema = { properties: { v: { pattern: '^a$', description: 'The letter a.', examples: ['a'] } } };
    expect(compileValidator(schema)({ v: 'hunter2' })).toEqual([
      expect.objectContaining({ hint: 'The letter a. For example: "a".' }),
    ]);
  });
});

describe('validateYaml', () => {
  const problems = (text: string): unknown =>
    validateYaml(parseYaml('c.yaml', text), connectorSchema).map((problem) => [
      problem.line,
      problem.column,
      problem.message,
    ]);

  test('places every problem at once', () => {
    const text = [
      'name: Demo',
      'title: Demo',
      'baseUrl: https://erp.example',
      'parameters: {}',
      'authentication: { kind: basik }',
      'streams:',
      '  invoices:',
      '    request: { path: invoices }',
      '    pagination: { kind: offset, offset: skip, pagesize: 10 }',
      '    recrods: $.value',
    ].join('\n');
    expect(problems(text)).toEqual([
      [1, 7, 'name is not of the form asked for'],
      [5, 25, 'authentication.kind cannot be "basik"'],
      [7, 3, '"records" is missing in streams.invoices'],
      [7, 3, '"primaryKey" is missing in streams.invoices'],
      [7, 3, '"schema" is missing in streams.invoices'],
      [7, 3, '"mapping" is missing in streams.invoices'],
      [8, 22, 'streams.invoices.request.path is not of the form asked for'],
      [9, 5, '"limit" is missing in streams.invoices.pagination'],
      [9, 5, '"pageSize" is missing in streams.invoices.pagination'],
      [9, 47, 'unknown key "pagesize" in streams.invoices.pagination'],
      [10, 5, 'unknown key "recrods" in streams.invoices'],
    ]);
  });

  test('says no more than the syntax when that is broken', () => {
    expect(problems('name: [a')).toHaveLength(1);
    expect(problems('')).toEqual([[1, 1, 'the file must be a map of keys and values, but is null (empty)']]);
  });
});

describe('record validator', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string' },
      mail: { format: 'email' },
      at: { format: 'date-time' },
      kind: { enum: ['a'] },
    },
  };
  const validate = compileRecordValidator(schema);

  test('says nothing of a valid record', () => {
    expect(validate({ id: '1', mail: 'a@b.example', at: '2025-01-01T00:00:00Z', more: 1 })).toBeUndefined();
  });

  test.each([
    [{ id: 1 }, 'id must be text, not a whole number'],
    [{}, '"id" is missing in the record'],
    [{ id: '1', mail: 'secret words' }, 'mail is not a valid email'],
    [{ id: '1', kind: 'secret' }, 'kind must be "a"'],
    [{ id: '1', at: '2025-01-01' }, 'at is not a valid date-time'],
  ])('names the first violation without the value: %j', (record, message) => {
    expect(validate(record)?.message).toBe(message);
  });

  test('knows both dialects', () => {
    const tuple = (dialect: string): object => ({
      $schema: dialect,
      properties: { pair: { prefixItems: [{ type: 'string' }] } },
    });
    const record = { pair: [1] };
    expect(compileRecordValidator(tuple('https://json-schema.org/draft/2020-12/schema'))(record)).toBeDefined();
    expect(compileRecordValidator(tuple('http://json-schema.org/draft-07/schema#'))(record)).toBeUndefined();
  });
});

describe('checkSchema', () => {
  test.each([
    [{ type: 'strin' }, 'type'],
    [{ $ref: '#/definitions/none' }, '$ref'],
    [{ properties: { $ref: { $ref: '#/properties/none' } }, type: 'x' }, 'properties/$ref/$ref'],
    [{ patternProperties: { '[': {} } }, 'patternProperties/['],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, '$schema'],
    [{ properties: { a: { pattern: '(' } } }, 'properties/a/pattern'],
    [{ properties: { a: { minLength: 'x' } } }, 'properties/a/minLength'],
  ])('finds what is wrong in %j', (schema, place) => {
    const found = checkSchema(schema);
    expect(found.map(({ path }) => path.join('/'))).toContain(place);
  });

  test('accepts what is right', () => {
    expect(checkSchema({ type: 'object', properties: { a: { type: ['string', 'null'], maxLength: 3 } } })).toEqual([]);
  });
});
