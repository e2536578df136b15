import { describe, expect, test } from '@jest/globals';
import { savedQueries } from '../../../infra/monitoring/queries.ts';

/** What lines of infra/monitoring/telemetry.ts, infra/handlers.ts and Lambda's own reports have. */
const known = new Set([
  ...['@timestamp', '@type', '@log', '@initDuration', 'level', 'service', 'message', 'xray_trace_id'],
  ...['tenant', 'connection', 'run', 'stream', 'batch', 'error.name', 'error.message', 'milliseconds'],
  ...['outcome', 'waitSeconds'],
]);
const words = /^(filter|in|and|or|not|fields|sort|asc|desc|limit|stats|count|sum|avg|max|as|by|bin|ispresent|\d+h?)$/;

/** Names of fields in a query: what is no text in quotes, no word of the language and no name made with `as`. */
function fieldsOf(query: string): readonly string[] {
  const plain = query.replaceAll(/"[^"]*"/g, ' ');
  const made = new Set([...plain.matchAll(/\bas (\w+)/g)].map(([, name]) => name));
  return (plain.match(/[@\w.]+/g) ?? []).filter((word) => !words.test(word) && !made.has(word));
}

describe('saved queries', () => {
  test('have names of their own', () => {
    expect(new Set(savedQueries.map(({ name }) => name)).size).toBe(savedQueries.length);
  });

  test.each(savedQueries.map(({ name, query }) => [name, query]))('%s: asks for fields that lines have', (_, query) => {
    const fields = fieldsOf(query);
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter((field) => !known.has(field))).toEqual([]);
  });
});
