import { describe, expect, test } from '@jest/globals';
import { watermarkQuery } from '../../../connectors/cursor/watermark-query.ts';
import { faultsAt } from '../../../connectors/request/fault.ts';
import type { Cursor } from '../../../core/connector/model.ts';

const fault = faultsAt({ connector: 'test-erp', stream: 'items' }, (text) => text);
const watermark = '2026-03-01T10:20:30.456Z';
const of = (send: Cursor['send'], query: Readonly<Record<string, string>> = {}, mark: string = watermark) =>
  watermarkQuery({ field: 'Changed', send }, mark, query, fault);

describe('watermarkQuery', () => {
  test('asks for nothing without a cursor or a watermark', () => {
    expect(watermarkQuery(undefined, watermark, {}, fault)).toEqual([]);
    const send = { query: 'since', format: 'iso' } as const;
    expect(watermarkQuery({ field: 'Changed', send }, undefined, {}, fault)).toEqual([]);
  });

  test('sends a query parameter', () => {
    expect(of({ query: 'since', format: 'iso-seconds' })).toEqual([['since', '2026-03-01T10:20:30Z']]);
  });

  test('compares in an OData filter, beside the one the stream has', () => {
    expect(of({ odataFilter: 'ge', format: 'iso' })).toEqual([['$filter', `Changed ge ${watermark}`]]);
    expect(of({ odataFilter: 'gt', format: 'date' }, { $filter: "Kind eq 'A' or Kind eq 'B'" })).toEqual([
      ['$filter', "(Kind eq 'A' or Kind eq 'B') and (Changed gt 2026-03-01)"],
    ]);
  });

  test('a text is quoted in a filter', () => {
    expect(of({ odataFilter: 'gt', format: 'text' }, {}, "O'7")).toEqual([['$filter', "Changed gt 'O''7'"]]);
  });

  test('says what to do about a watermark of another kind', () => {
    expect(() => of({ query: 'since', format: 'iso' }, {}, 'A-17')).toThrow('Run the stream once with --full.');
  });
});
