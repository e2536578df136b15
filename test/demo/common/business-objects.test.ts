import { describe, expect, test } from '@jest/globals';
import { isIban, normaliseIdentifier } from '../../../core/identifiers.ts';
import { centsText, lineNet, unscaled } from '../../../demo/common/amounts.ts';
import { differences, sharedObjectsOf } from '../../../demo/common/business-objects.ts';
import { germanVatDigit, gs1Digit, luhnDigit, modulus11Digit } from '../../../demo/common/check-digits.ts';
import { sharedArticles } from '../../../demo/common/shared-articles.ts';
import { type SharedParty, sharedParties } from '../../../demo/common/shared-parties.ts';
import { sharedProjects } from '../../../demo/common/shared-projects.ts';
import { sharedSupplierInvoices } from '../../../demo/common/shared-supplier-invoices.ts';

const checkDigits = {
  SE: luhnDigit,
  NO: (digits: string) => modulus11Digit(digits, [3, 2, 7, 6, 5, 4, 3, 2]),
  DK: (digits: string) => modulus11Digit(digits, [2, 7, 6, 5, 4, 3, 2]),
  FI: (digits: string) => modulus11Digit(digits, [7, 9, 10, 5, 8, 4, 2]),
  DE: germanVatDigit,
} as const;

const keyOf = ({ orgno, vat }: SharedParty): string => orgno ?? vat ?? '';
const numberOfAny = (party: SharedParty): string => party.orgno ?? (party.vat ?? '').slice(2);

describe('business objects of both demo ERPs', () => {
  test('there are enough of each kind, and no two have one key', () => {
    expect(sharedParties.length).toBe(40);
    expect(sharedArticles.length).toBe(30);
    expect(sharedProjects.length).toBe(20);
    expect(sharedSupplierInvoices.length).toBe(60);
    expect(new Set(sharedParties.map(keyOf)).size).toBe(40);
    expect(new Set(sharedParties.map(({ iban }) => iban)).size).toBe(40);
    expect(new Set(sharedArticles.map(({ gtin }) => gtin)).size).toBe(30);
    expect(new Set(sharedArticles.map(({ numbers }) => numbers.odata)).size).toBe(30);
    expect(new Set(sharedArticles.map(({ numbers }) => numbers.nordic)).size).toBe(30);
    expect(new Set(sharedProjects.map(({ number }) => number)).size).toBe(20);
    expect(new Set(sharedSupplierInvoices.map(({ seller, number }) => `${seller} ${number}`)).size).toBe(60);
  });

  test.each(sharedParties.map((party) => [party.name, party] as const))('%s has valid numbers', (_name, party) => {
    const number = numberOfAny(party);
    expect(checkDigits[party.address.country](number.slice(0, -1))).toBe(Number(number.slice(-1)));
    expect(isIban(party.iban)).toBe(true);
    const { vat } = party;
    if (vat !== undefined) expect(normaliseIdentifier({ scheme: 'vat', value: vat }).value).toBe(vat);
    expect(party.contact.email).toMatch(/^post@[a-z0-9]+\.example$/);
  });

  test('every GTIN has its check digit', () => {
    for (const { gtin } of sharedArticles) expect(gs1Digit(gtin.slice(0, 12))).toBe(Number(gtin.slice(12)));
  });

  test('projects and invoices refer to parties with the role', () => {
    for (const { customer } of sharedProjects) expect(sharedParties[customer]?.roles).toContain('customer');
    for (const { seller } of sharedSupplierInvoices) expect(sharedParties[seller]?.roles).toContain('supplier');
    for (const { startDate, endDate } of sharedProjects) expect(startDate < endDate).toBe(true);
  });

  test('sums of invoices are right', () => {
    for (const { lines, totals, currency, seller, issueDate, dueDate } of sharedSupplierInvoices) {
      for (const line of lines) {
        expect(line.netAmount).toBe(centsText(lineNet(unscaled(line.quantity), unscaled(line.priceAmount))));
        expect(sharedArticles[line.article]?.unit).toBe(line.unit);
        expect(line.project === undefined || sharedProjects[line.project] !== undefined).toBe(true);
      }
      const net = lines.reduce((sum, line) => sum + unscaled(line.netAmount), 0);
      const tax = Math.round((net * unscaled(lines[0]?.taxPercent)) / 10_000);
      expect(totals).toEqual({
        taxExclusiveAmount: centsText(net),
        taxAmount: centsText(tax),
        taxInclusiveAmount: centsText(net + tax),
        payableAmount: centsText(net + tax),
      });
      expect(currency).toBe(sharedParties[seller]?.currency);
      expect(issueDate < dueDate).toBe(true);
    }
  });
});

describe('differences', () => {
  const keys: Readonly<Record<string, readonly string[]>> = {
    party: sharedParties.map(keyOf),
    item: sharedArticles.map(({ gtin }) => gtin),
    project: sharedProjects.map(({ number }) => number),
    'supplier-invoice': sharedSupplierInvoices.map(({ seller, number }) => `${sharedParties[seller]?.vat}/${number}`),
  };

  test('are of all four kinds, name objects that exist, and differ', () => {
    expect(new Set(differences.map(({ entity }) => entity))).toEqual(new Set(Object.keys(keys)));
    for (const { entity, key, odata, nordic } of differences) {
      expect(keys[entity]).toContain(key);
      expect(odata).not.toBe(nordic);
      expect(odata).not.toBe('undefined');
    }
    expect(new Set(differences.map(({ entity, key, field }) => `${entity} ${key} ${field}`)).size).toBe(
      differences.length,
    );
  });

  test('are the only values in which the two ERPs’ objects differ', () => {
    const leaves = (value: unknown, path: string): readonly string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`))
        : [`${path}=${String(value)}`];
    const odata = new Set(leaves(sharedObjectsOf('odata'), ''));
    const nordic = new Set(leaves(sharedObjectsOf('nordic'), ''));
    expect([...odata].filter((leaf) => !nordic.has(leaf)).length).toBe(differences.length);
    expect([...nordic].filter((leaf) => !odata.has(leaf)).length).toBe(differences.length);
    for (const { field, odata: left, nordic: right } of differences) {
      const tail = `.${field.replace(/\[(\d+)\]/g, '.$1')}=`;
      expect([...odata].some((leaf) => leaf.includes(`${tail}${left}`))).toBe(true);
      expect([...nordic].some((leaf) => leaf.includes(`${tail}${right}`))).toBe(true);
    }
  });
});
