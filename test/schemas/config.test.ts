import { describe, expect, test } from '@jest/globals';
import { checkSchema, compileValidator } from '../../core/validate.ts';
import connection from '../../schemas/config/connection.schema.json' with { type: 'json' };
import connector from '../../schemas/config/connector.schema.json' with { type: 'json' };
import subscription from '../../schemas/config/subscription.schema.json' with { type: 'json' };

const schemas: Readonly<Record<string, object>> = { connection, connector, subscription };

/** Every schema of a value that a writer of YAML types: properties and the definitions they lead to. */
function describedProperties(schema: unknown, path: string): readonly (readonly [string, Record<string, unknown>])[] {
  if (schema === null || typeof schema !== 'object') return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    const below = describedProperties(value, `${path}/${key}`);
    if (key !== 'properties') return below;
    return [
      ...Object.entries(value as Record<string, Record<string, unknown>>).map(
        ([name, one]) => [`${path}/${name}`, one] as const,
      ),
      ...below,
    ];
  });
}

describe.each(Object.entries(schemas))('%s.schema.json', (_name, schema) => {
  test('is a valid schema', () => {
    expect(checkSchema(schema)).toEqual([]);
  });

  test('describes every key', () => {
    const missing = describedProperties(schema, '').filter(([, one]) => !('description' in one) && !('$ref' in one));
    expect(missing.map(([path]) => path)).toEqual([]);
  });

  test('lets no unknown key pass', () => {
    const open = (value: unknown, path: string): readonly string[] => {
      if (value === null || typeof value !== 'object') return [];
      const own = 'properties' in value && !('additionalProperties' in value) && !('oneOf' in value) ? [path] : [];
      // The names under `properties` are keys of the file, not keywords.
      return [
        ...own,
        ...Object.entries(value).flatMap(([key, item]) => (key === 'examples' ? [] : open(item, `${path}/${key}`))),
      ];
    };
    expect(open(schema, '').filter((path) => !/\/(properties|definitions)$/.test(path))).toEqual([]);
  });
});

const stream = {
  request: { path: '/x' },
  pagination: { kind: 'none' },
  records: '$',
  primaryKey: ['Id'],
  schema: 'x.schema.json',
  mapping: 'x.map.yaml',
};
const base = {
  name: 'erp',
  title: 'ERP',
  baseUrl: 'https://erp.example/v1',
  parameters: {},
  authentication: { kind: 'none' },
};
const withStream = (more: object): object => ({ ...base, streams: { x: { ...stream, ...more } } });

describe('connector', () => {
  const validate = compileValidator(connector);

  test.each([
    ['the least', withStream({})],
    ['basic', { ...withStream({}), authentication: { kind: 'basic', username: '{user}', password: '{password}' } }],
    [
      'API key',
      { ...withStream({}), authentication: { kind: 'api-key', value: '{key}', in: 'header', name: 'X-Key' } },
    ],
    ['bearer', { ...withStream({}), authentication: { kind: 'bearer', token: '{token}' } }],
    [
      'OAuth 2',
      {
        ...withStream({}),
        authentication: {
          kind: 'oauth2-client-credentials',
          tokenUrl: '/token',
          clientId: '{id}',
          clientSecret: '{secret}',
          scope: 'read',
          sendAs: 'basic',
          refreshBefore: 30,
        },
      },
    ],
    ['offset', withStream({ pagination: { kind: 'offset', offset: '$skip', limit: '$top', pageSize: 100 } })],
    ['page number', withStream({ pagination: { kind: 'page-number', page: 'page', pageSize: 100, first: 0 } })],
    ['cursor pages', withStream({ pagination: { kind: 'cursor', send: 'after', at: '$.next', hasMore: '$.more' } })],
    ['next link', withStream({ pagination: { kind: 'next-link', at: "$['@odata.nextLink']" } })],
    [
      'a query cursor',
      withStream({ cursor: { field: 'At', send: { query: 'since', format: 'iso' }, lookback: '10m' } }),
    ],
    [
      'an OData cursor',
      withStream({ cursor: { field: 'At', send: { odataFilter: 'ge', format: 'iso' }, order: 'ascending' } }),
    ],
    ['a host from a parameter', { ...withStream({}), baseUrl: '{host}/v1', hosts: ['files.erp.example:8443'] }],
  ])('accepts %s', (_case, value) => {
    expect(validate(value)).toEqual([]);
  });

  test.each([
    [
      'a literal secret',
      { ...withStream({}), authentication: { kind: 'bearer', token: 'abc' } },
      'authentication/token',
    ],
    ['a query in the path', withStream({ request: { path: '/x?a=1' } }), 'streams/x/request/path'],
    [
      'an unknown format',
      withStream({ cursor: { field: 'A', send: { query: 'q', format: 'rfc' } } }),
      'streams/x/cursor/send/format',
    ],
    ['a duration without unit', withStream({ request: { path: '/x', timeout: '30' } }), 'streams/x/request/timeout'],
    [
      'an own Authorization header',
      withStream({ request: { path: '/x', headers: { authorization: 'x' } } }),
      'streams/x/request/headers/authorization',
    ],
    ['no stream', { ...base, streams: {} }, 'streams'],
    ['an unknown scheme', { ...withStream({}), baseUrl: 'ftp://erp.example' }, 'baseUrl'],
  ])('refuses %s', (_case, value, place) => {
    expect(validate(value).map(({ path }) => path.join('/'))).toEqual([place]);
  });
});

test('a subscription', () => {
  const validate = compileValidator(subscription);
  const valid = {
    name: 'archive',
    tenants: ['default'],
    topics: ['information.party', 'notification.run'],
    target: { kind: 'queue' },
  };
  expect(validate(valid)).toEqual([]);
  const invalid = {
    ...valid,
    tenants: [],
    topics: ['parties'],
    target: { kind: 'queu' },
    filter: { change: [{ prefix: '' }], changes: ['removed'] },
  };
  expect(
    validate(invalid)
      .map(({ path }) => path.join('/'))
      .sort(),
  ).toEqual(['filter/change/0/prefix', 'filter/changes', 'target/kind', 'tenants', 'topics/0']);
});
