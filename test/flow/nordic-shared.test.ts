import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { checkConnectorFolder } from '../../core/connector/check.ts';
import type { ConnectorArtefact } from '../../core/connector/model.ts';
import { parseWithDigitStrings } from '../../core/json.ts';
import { differences, sharedObjectsOf } from '../../demo/common/business-objects.ts';
import { present } from '../../demo/nordic/list.ts';
import type { ResourceName } from '../../demo/nordic/model.ts';
import { countsOf, generateRows } from '../../demo/nordic/rows/generate.ts';
import { compileStream } from '../../transformer/compiled-stream.ts';
import { normaliseEntity } from '../../transformer/entities.ts';
import { applyMapping, compileMapping } from '../../transformer/mapping/compile.ts';
import { decimal } from '../../transformer/mapping/functions/decimal.ts';
import { catalogueFolder } from '../support/pipeline.ts';

/** What the ERP has of the business objects that both demo ERPs know, as entities; without HTTP and storage. */
type Entity = { readonly id: string; readonly body: Readonly<Record<string, unknown>> };
type Identified = { readonly identifiers?: readonly { readonly scheme: string; readonly value: string }[] };

const rows = generateRows({ seed: 1, counts: countsOf(1_000), now: new Date('2026-08-01'), withShared: true });
const shared = sharedObjectsOf('nordic');
const found: Entity[] = [];

function entitiesOf(artefact: ConnectorArtefact, resource: ResourceName, stream: string): readonly Entity[] {
  const { mapping } = compileStream(artefact, stream, 1);
  return rows[resource].flatMap((stored, index) => {
    const record = present(resource, { id: 10_001 + index, ...stored }, []);
    const text = JSON.stringify(record);
    return applyMapping(mapping, parseWithDigitStrings(text)).map((mapped) => ({
      id: mapped.id ?? String(10_001 + index),
      body: normaliseEntity(mapped.body).body,
    }));
  });
}

beforeAll(() => {
  const checked = checkConnectorFolder(join(catalogueFolder, 'demo-nordic'), compileMapping);
  if (!checked.ok) throw new Error('demo-nordic is not sound');
  const streams = {
    customers: 'customers',
    suppliers: 'suppliers',
    articles: 'articles',
    projects: 'projects',
  } as const;
  for (const [resource, stream] of Object.entries(streams))
    found.push(...entitiesOf(checked.value, resource as ResourceName, stream));
  found.push(...entitiesOf(checked.value, 'supplierInvoices', 'supplier-invoices'));
});

const withIdentifier = (scheme: string, value: string): readonly Entity[] =>
  found.filter(({ body }) =>
    (body as Identified).identifiers?.some((known) => known.scheme === scheme && known.value === value),
  );

describe('what both demo ERPs know', () => {
  test('each party is one, with its identifiers in their one spelling', () => {
    for (const { name, orgno, vat, address, contact, iban, roles, language } of shared.parties) {
      const scheme = `${address.country.toLowerCase()}-orgno`;
      const parties = orgno === undefined ? withIdentifier('vat', vat ?? '') : withIdentifier(scheme, orgno);
      expect(parties.map(({ body }) => body)).toEqual([
        expect.objectContaining({ name, address, contact, roles, language, bankAccounts: [{ iban }] }),
      ]);
      if (vat !== undefined) expect(withIdentifier('vat', vat)).toEqual(parties);
    }
  });

  test('articles are found by GTIN, with their price', () => {
    for (const { gtin, name, unit, salesPrice, numbers } of shared.articles) {
      const price = { amount: decimal(salesPrice.amount), currency: salesPrice.currency };
      expect(withIdentifier('gtin', gtin.padStart(14, '0')).map(({ body }) => body)).toEqual([
        expect.objectContaining({ number: numbers.nordic, name, unit, salesPrice: price }),
      ]);
    }
  });

  test('projects are found by number', () => {
    for (const { number, name, status, startDate, endDate, budget } of shared.projects) {
      const money = { amount: decimal(budget.amount), currency: budget.currency };
      expect(withIdentifier('project-no', number).map(({ body }) => body)).toEqual([
        expect.objectContaining({ number, name, status, startDate, endDate, budget: money }),
      ]);
    }
  });

  test('invoices are found by the seller and its number, with lines and totals', () => {
    for (const { seller, number, issueDate, dueDate, totals, lines } of shared.supplierInvoices) {
      const invoices = withIdentifier('invoice-no', `${shared.parties[seller]?.vat}:${number}`);
      expect(invoices.map(({ body }) => body)).toEqual([
        expect.objectContaining({
          ...{ number, issueDate, dueDate, status: 'posted' },
          totals: expect.objectContaining({
            taxInclusiveAmount: decimal(totals.taxInclusiveAmount),
            payableAmount: decimal(totals.payableAmount),
          }),
          lines: lines.map(({ quantity, unit, priceAmount, netAmount }) =>
            expect.objectContaining({
              ...{
                quantity: decimal(quantity),
                unit,
                priceAmount: decimal(priceAmount),
                netAmount: decimal(netAmount),
              },
            }),
          ),
        }),
      ]);
    }
  });

  test('the listed differences are in these', () => {
    expect(differences.length).toBeGreaterThan(8);
    const text = JSON.stringify(found);
    for (const { nordic } of differences) {
      const value = /^\d+\.\d+$/.test(nordic) ? decimal(nordic) : nordic;
      expect({ nordic, there: text.includes(`"${value}"`) }).toEqual({ nordic, there: true });
    }
  });
});
