import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutQuery, withQuery } from '../../../connectors/request/query.ts';

const base = new URL('https://erp.test/items');

describe('withQuery', () => {
  test('encodes once, blanks as %20, and leaves what a query may hold', () => {
    const url = withQuery(base, [
      ['$filter', "Changed ge 2026-01-01T00:00:00Z and Name eq 'A+B & C'"],
      ['$select', 'ID,to_Item/ID'],
    ]);
    expect(url.search).toBe(
      '?$filter=Changed%20ge%202026-01-01T00:00:00Z%20and%20Name%20eq%20%27A%2BB%20%26%20C%27&$select=ID,to_Item/ID',
    );
  });

  test('replaces a parameter of the same name and touches no other', () => {
    const url = new URL('https://erp.test/items?%24skip=1&token=a%2Fb+c&flag&skip=2');
    expect(withQuery(url, [['$skip', '5']]).search).toBe('?token=a%2Fb+c&flag&skip=2&$skip=5');
    expect(withoutQuery(url, ['token', 'flag']).search).toBe('?%24skip=1&skip=2');
    expect(withoutQuery(new URL('https://erp.test/?k=1'), ['k']).href).toBe('https://erp.test/');
    expect(withoutQuery(new URL('https://erp.test/?%=1&k=2'), ['k']).search).toBe('?%=1');
  });

  test('whatever is sent is what a server reads', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 }).map((value) => value.toWellFormed());
    fc.assert(
      fc.property(text, text, (name, value) => {
        expect([...withQuery(base, [[name, value]]).searchParams]).toEqual([[name, value]]);
      }),
    );
  });
});
