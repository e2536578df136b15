import { describe, expect, test } from '@jest/globals';
import { unscaled } from '../../../../demo/common/amounts.ts';
import { createNumbers } from '../../../../demo/common/numbers.ts';
import { type EntityType, keyText, type Property, type Row } from '../../../../demo/odata/edm.ts';
import { entitySetNames, entityTypes } from '../../../../demo/odata/model.ts';
import { countsFor, defaultCounts, generateRows, type RowCounts } from '../../../../demo/odata/rows/generate.ts';

const now = new Date('2026-11-21T09:00:00.000Z');
const generate = (seed = 1, counts: RowCounts = defaultCounts, at = now) =>
  generateRows({ seed, counts, now: at, nextNumber: createNumbers(), shared: false });
const rows = generate();

const patterns: Readonly<Record<Property['type'], RegExp>> = {
  'Edm.String': /^/,
  'Edm.Boolean': /^/,
  'Edm.Decimal': /^\d+\.\d+$/,
  'Edm.Date': /^20\d\d-\d\d-\d\d$/,
  'Edm.DateTimeOffset': /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
};

function problemOf(property: Property, value: unknown): string | undefined {
  const wrong = `${property.name}: ${JSON.stringify(value)}`;
  if (value === null) return property.nullable ? undefined : wrong;
  if (property.type === 'Edm.Boolean') return typeof value === 'boolean' ? undefined : wrong;
  if (typeof value !== 'string' || !patterns[property.type].test(value)) return wrong;
  if (property.maxLength !== undefined && value.length > property.maxLength) return wrong;
  if (property.scale !== undefined && value.split('.')[1]?.length !== property.scale) return wrong;
  return property.precision !== undefined && property.type === 'Edm.Decimal' && value.length > property.precision + 1
    ? wrong
    : undefined;
}

function problemsOf(type: EntityType, row: Row): readonly string[] {
  const { navigation } = type;
  const lines = navigation === undefined ? [] : (row[navigation.name] as readonly Row[]);
  const names = [...type.properties.map(({ name }) => name), ...(navigation === undefined ? [] : [navigation.name])];
  return [
    ...type.properties.map((property) => problemOf(property, row[property.name])),
    ...Object.keys(row).map((name) => (names.includes(name) ? undefined : `${name} is not in the model`)),
    ...lines.flatMap((line) => (navigation === undefined ? [] : problemsOf(navigation.target, line))),
  ].filter((problem) => problem !== undefined);
}

describe('generated rows', () => {
  test('have the default counts, and keys that occur once', () => {
    expect(entitySetNames.map((name) => rows[name].length)).toEqual(Object.values(defaultCounts));
    for (const name of entitySetNames) {
      expect(new Set(rows[name].map((row) => keyText(entityTypes[name], row))).size).toBe(rows[name].length);
    }
  });

  test('are as many as asked for, in the proportion of the default', () => {
    const counts = countsFor(20_000, entitySetNames);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(20_000);
    expect((counts.businessPartners ?? 0) / (counts.projects ?? 1)).toBeCloseTo(4, 1);
    expect(Object.values(countsFor(1, entitySetNames)).every((count) => count === 1)).toBe(true);
    expect(countsFor(4000, ['BusinessPartners', 'Projects', 'SupplierInvoices'])).toEqual({
      businessPartners: 1200,
      projects: 300,
      supplierInvoices: 2500,
    });
  });

  test('fit the model, the odd ones too', () => {
    for (const name of entitySetNames) {
      expect(rows[name].flatMap((row) => problemsOf(entityTypes[name], row))).toEqual([]);
    }
  });

  test('are the same for the same seed on another day, and others for another seed', () => {
    const again = generate(1, defaultCounts, new Date('2027-02-03T04:05:06.007Z'));
    expect(JSON.stringify(again) === JSON.stringify(rows)).toBe(true);
    expect(generate(2)['BusinessPartners'][0]).not.toEqual(rows.BusinessPartners[0]);
  });

  test('change no row when there are more of them', () => {
    const more = generate(1, { ...defaultCounts, businessPartners: 1300 });
    expect(more.BusinessPartners.slice(0, 1200)).toEqual(rows.BusinessPartners);
  });

  test('spread their changes over a year that ends before now, some at the same moment', () => {
    const early = new Date('2026-01-05T07:00:00.000Z');
    for (const at of [now, early]) {
      const times = generate(1, defaultCounts, at)
        .SupplierInvoices.map((row) => String(row['LastChangeDateTime']))
        .sort();
      expect(Date.parse(times.at(-1) ?? '')).toBeLessThan(at.getTime());
      expect(Date.parse(times.at(-1) ?? '') - Date.parse(times[0] ?? '')).toBeGreaterThan(350 * 86_400_000);
      expect(times.length - new Set(times).size).toBeGreaterThan(100);
    }
  });

  test('add up: lines, net, tax, gross', () => {
    for (const invoice of rows.SupplierInvoices) {
      const lines = invoice['to_Item'] as readonly Row[];
      const net = lines.reduce((sum, line) => sum + unscaled(line['NetAmount']), 0);
      expect(unscaled(invoice['NetAmount'])).toBe(net);
      expect(unscaled(invoice['InvoiceGrossAmount'])).toBe(net + unscaled(invoice['TaxAmount']));
      expect(lines.length).toBeGreaterThanOrEqual(1);
      expect(lines.length).toBeLessThanOrEqual(6);
    }
  });

  test('refer to rows that exist, and use an invoice number again in another year', () => {
    const partners = new Set(rows.BusinessPartners.map((row) => row['BusinessPartner']));
    const projects = new Set([null, ...rows.Projects.map((row) => row['Project'])]);
    for (const invoice of rows.SupplierInvoices) {
      const lines = invoice['to_Item'] as readonly Row[];
      const dangling = partners.has(invoice['InvoicingParty'])
        ? lines.filter((line) => !projects.has(line['Project']))
        : lines;
      expect(dangling).toEqual([]);
    }
    const numbers = rows.SupplierInvoices.map((row) => row['SupplierInvoice']);
    expect(new Set(numbers).size).toBeLessThan(numbers.length);
  });

  test('hold what grown systems hold: nulls, blanks, long texts, letters beyond ASCII', () => {
    const texts = rows.BusinessPartners.map((row) => row['BusinessPartnerFullName']).map(String);
    expect(texts.some((text) => /[åäöøæ]/i.test(text))).toBe(true);
    expect(texts.some((text) => text.length > 1000)).toBe(true);
    expect(rows.BusinessPartners.some((row) => row['PhoneNumber'] === '   ')).toBe(true);
    expect(rows.BusinessPartners.some((row) => row['StreetName'] === null)).toBe(true);
    expect(rows.SupplierInvoices.some((row) => String(row['HeaderText']).length > 4000)).toBe(true);
  });

  test('can be none at all', () => {
    const none = generate(1, { businessPartners: 0, projects: 0, supplierInvoices: 1 });
    expect(none.SupplierInvoices[0]?.['InvoicingParty']).toBe('0000000000');
  });
});
