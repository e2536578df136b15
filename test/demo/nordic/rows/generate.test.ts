import { describe, expect, test } from '@jest/globals';
import { differences, sharedObjectsOf } from '../../../../demo/common/business-objects.ts';
import { resourceNames } from '../../../../demo/nordic/model.ts';
import { countsOf, generateRows } from '../../../../demo/nordic/rows/generate.ts';

const now = new Date('2026-11-21T09:00:00.000Z');
const generate = (seed = 1, rows = 1_000, withShared = true): ReturnType<typeof generateRows> =>
  generateRows({ seed, counts: countsOf(rows), now, withShared });
const sizeOf = (rows: ReturnType<typeof generateRows>): number =>
  resourceNames.reduce((sum, resource) => sum + rows[resource].length, 0);

describe('generated rows', () => {
  test('are the same for the same seed, and others for another', () => {
    expect(generate()).toEqual(generate());
    expect(generate(2, 1_000, false).orders).not.toEqual(generate(1, 1_000, false).orders);
  });

  test.each([1_000, 5_000, 20_000])('are %d over all resources', (rows) => {
    expect(sizeOf(generate(1, rows))).toBe(rows);
  });

  test('did not change later than now', () => {
    const early = generateRows({
      seed: 1,
      counts: countsOf(300),
      now: new Date('2026-02-03T04:05:06Z'),
      withShared: true,
    });
    const latest = Math.max(...resourceNames.flatMap((resource) => early[resource].map(({ changed }) => changed)));
    expect(latest).toBeLessThanOrEqual(Date.parse('2026-02-03T04:05:06Z'));
  });

  test('have the quirks that they are there for', () => {
    const text = JSON.stringify(generate());
    for (const quirk of [
      '12345678901234567.89',
      '90071992547409931.27',
      '"0000-00-00"',
      '"isService":1',
      'Ærø',
      ' MVA"',
    ])
      expect({ quirk, found: text.includes(quirk) }).toEqual({ quirk, found: true });
    expect(text).toMatch(/"paymentDate":"\d\d\.\d\d\.\d{4}"/);
    expect(text).toMatch(/"unitPrice":\d+\.\d{6}/);
  });

  test('refer to each other', () => {
    const rows = generate();
    const companies = new Set([...rows.customers, ...rows.suppliers].map(({ row }) => row['companyNo']));
    for (const { row } of rows.orders)
      expect(companies.has((row['customer'] as { companyNo: number }).companyNo)).toBe(true);
    for (const { row } of rows.projects) expect(companies.has(row['customerCompanyNo'])).toBe(true);
    for (const { row } of rows.supplierInvoices)
      expect(companies.has((row['supplier'] as { companyNo: number }).companyNo)).toBe(true);
  });

  test('have debit and credit of the same sum', () => {
    for (const { row } of generate().vouchers) {
      const sum = (side: 'debit' | 'credit'): bigint =>
        (row['rows'] as Record<string, { rawJSON: string } | null>[])
          .map((line) => BigInt((line[side]?.rawJSON ?? '0.00').replace('.', '')))
          .reduce((total, cents) => total + cents, 0n);
      expect(sum('debit')).toBe(sum('credit'));
    }
  });
});

describe('the business objects of both demo ERPs', () => {
  const rows = generate();
  const shared = sharedObjectsOf('nordic');

  test('are all there, and only in the first company', () => {
    const numbers = new Set(rows.articles.map(({ row }) => row['articleNumber']));
    expect(shared.articles.every(({ numbers: { nordic } }) => numbers.has(nordic))).toBe(true);
    const projects = new Set(rows.projects.map(({ row }) => row['projectNumber']));
    expect(shared.projects.every(({ number }) => projects.has(number))).toBe(true);
    const names = new Set([...rows.customers, ...rows.suppliers].map(({ row }) => row['name']));
    expect(shared.parties.every(({ name }) => names.has(name))).toBe(true);
    const invoices = new Set(rows.supplierInvoices.map(({ row }) => row['invoiceNumber']));
    expect(shared.supplierInvoices.every(({ number }) => invoices.has(number))).toBe(true);
    expect(JSON.stringify(generate(1, 1_000, false))).not.toContain('Ålgårds Betong AB');
  });

  test('have the values of this ERP where the two differ', () => {
    const text = JSON.stringify(rows);
    for (const { nordic, field } of differences) {
      const written = field === 'status' ? 'CLOSED' : nordic;
      expect({ field, nordic, found: text.includes(written) }).toEqual({ field, nordic, found: true });
    }
  });
});
