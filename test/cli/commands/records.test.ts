import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StoredRecord } from '../../../platform/ports.ts';
import { type DemoHome, openDemoHome } from '../demo-home.ts';

let demo: DemoHome;
beforeAll(async () => {
  demo = await openDemoHome();
  await demo.tributary(['run', 'demo']);
});
afterAll(() => demo.close());

const list = async (...argv: string[]): Promise<readonly StoredRecord[]> =>
  JSON.parse((await demo.tributary(['records', 'list', '--json', ...argv])).out) as StoredRecord[];

describe('records list', () => {
  test('all streams, as many as asked for', async () => {
    expect(await list('--limit', '1000')).toHaveLength(80);
    const { out } = await demo.tributary(['records', 'list', '--limit', '2']);
    expect(out).toMatch(/^connection +stream +key +entity +what\n(demo +business-partners .*\n){2}… 2 of 80/);
  });

  test('filters', async () => {
    expect(await list('--stream', 'projects')).toHaveLength(10);
    const invoices = await list('--connection', 'demo', '--entity', 'supplier-invoice', '--limit', '5');
    expect(invoices.map((record) => record.stream)).toEqual(Array.from({ length: 5 }, () => 'supplier-invoices'));
  });

  test('unknown names', async () => {
    for (const filter of [
      ['--connection', 'dmo'],
      ['--stream', 'project'],
      ['--entity', 'projects'],
    ]) {
      const { code, err } = await demo.tributary(['records', 'list', ...filter]);
      expect(code).toBe(3);
      expect(err).toContain('Did you mean');
    }
  });
});

describe('records show', () => {
  test('by key and by identifier', async () => {
    const [record] = (await list('--entity', 'party')).filter(({ entities }) => entities[0]?.identifiers.length);
    const { key, entities } = record as StoredRecord;
    const shown = await demo.tributary(['records', 'show', 'demo', 'business-partners', key]);
    expect(shown.code).toBe(0);
    expect(shown.out).toContain(`demo/business-partners/${key}  revision `);
    const { scheme, value } = entities[0]?.identifiers[0] ?? { scheme: '', value: '' };
    const found = await demo.tributary([
      'records',
      'show',
      '--identifier',
      `${scheme}: ${value.toLowerCase()}`,
      '--json',
    ]);
    expect((JSON.parse(found.out) as StoredRecord[]).map((one) => one.key)).toContain(key);
  });

  test.each([
    [['demo', 'projects', 'nothing'], 3],
    [['--identifier', 'vat:XX1'], 3],
    [['--identifier', 'vat'], 2],
    [['demo', 'projects'], 2],
    [[], 2],
    [['demo', '--identifier', 'vat:XX1'], 2],
  ])('%j ends with %d', async (argv, code) => {
    expect((await demo.tributary(['records', 'show', ...argv])).code).toBe(code);
  });
});
