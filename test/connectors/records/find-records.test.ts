import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FoundRecords, findRecords } from '../../../connectors/records/find-records.ts';
import type { JsonPath } from '../../../connectors/records/path.ts';
import { scalarText } from '../../../core/json.ts';

const find = (text: string, path: JsonPath, fields: readonly string[]): FoundRecords | undefined =>
  findRecords(Buffer.from(text), path, fields);
const name = fc.oneof(fc.constantFrom('id', 'at', 'value', 'a"b', 'æøå'), fc.string({ maxLength: 4 }));
const record = fc.dictionary(
  name.filter((text) => text !== '__proto__'),
  fc.jsonValue({ maxDepth: 2 }),
);
/** JSON with blanks wherever JSON allows them and JSON.stringify puts none. */
const blanks = (text: string): string => JSON.stringify(JSON.parse(text), undefined, 1).replaceAll('\n', ' ');

describe('findRecords', () => {
  test('finds what parsing finds, in any JSON without line ends', () => {
    fc.assert(
      fc.property(fc.array(record), record, fc.boolean(), (records, around, spaced) => {
        const plain = JSON.stringify({ ...around, value: records, after: [1] });
        const text = spaced ? blanks(plain) : plain;
        const found = find(text, ['value'], ['id', 'at']);
        // Names with escapes are left to the parser.
        if (found === undefined) return text.includes('\\') || text.includes('\t');
        expect(found.list.map((_record, index) => JSON.parse(found.texts(index)))).toEqual(records);
        const fieldsOf = ({ id, at }: Record<string, unknown>): object => ({
          ...(id === undefined ? {} : { id }),
          ...(at === undefined ? {} : { at }),
        });
        expect(found.list).toEqual(records.map(fieldsOf));
        expect(found.document).toEqual({ ...(JSON.parse(text) as object), value: [] });
        return true;
      }),
    );
  });

  test('at the root, and inside other objects', () => {
    const found = find('[{"id":1},{"id":2}]', [], ['id']);
    expect([0, 1].map((index) => found?.texts(index))).toEqual(['{"id":1}', '{"id":2}']);
    expect(find('{"d":{"n":1,"results":[{"id":"x"}]}}', ['d', 'results'], ['id'])?.list).toEqual([{ id: 'x' }]);
    expect(find('{"value":[]}', ['value'], [])).toMatchObject({
      ...{ document: { value: [] }, list: [], longNumbers: false },
    });
  });

  test('keeps every digit, and says that there are many', () => {
    const long = find('[{"id":12345678901234567890,"n":1}]', [], ['id']);
    expect(long).toMatchObject({ longNumbers: true });
    expect(long?.texts(0)).toBe('{"id":12345678901234567890,"n":1}');
    expect(scalarText(long?.list[0]?.['id'])).toBe('12345678901234567890');
    for (const number of ['1.23456789012345678', '1e400', '-1234567890123456789'])
      expect(find(`[{"id":1,"in":{"n":${number}}}]`, [], ['id'])?.longNumbers).toBe(true);
    for (const text of ['"12345678901234567890"', '1234.56', 'true', '"1e5"'])
      expect(find(`[{"id":1,"n":${text}}]`, [], ['id'])?.longNumbers).toBe(false);
  });

  test.each([
    ['line ends, which would cut a record in two', '[{"id":1,\n"a":2}]'],
    ['a list elsewhere', '{"other":[{"id":1}]}'],
    ['no list', '{"value":{"id":1}}'],
    ['records that are no objects', '{"value":[1,2]}'],
    ['a text that ends early', '{"value":[{"id":1},{"id":2'],
    ['an escaped name, which may be any', '{"value":[{"i\\u0064":1}]}'],
    ['a second list of the same name', '{"value":[{"id":1}],"value":[{"id":2}]}'],
    ['what is no JSON around the list', '{"value":[{"id":1}],nothing}'],
    ['what is no JSON in a field that is asked for', '{"value":[{"id":nothing}]}'],
  ])('leaves to the parser: %s', (_what, text) => {
    expect(find(text, ['value'], ['id'])).toBeUndefined();
  });
});
