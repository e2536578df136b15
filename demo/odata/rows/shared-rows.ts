import { sharedObjectsOf } from '../../common/business-objects.ts';
import type { SharedParty } from '../../common/shared-parties.ts';
import type { SharedInvoiceLine, SharedSupplierInvoice } from '../../common/shared-supplier-invoices.ts';
import type { Row } from '../edm.ts';
import type { EntitySetName } from '../model.ts';
import { lineNumber } from './document-lines.ts';
import { placeOf } from './places.ts';
import type { RowSources } from './sources.ts';
import { unitCodes } from './units.ts';

/** Who enters the invoices that both demo ERPs know. */
export const sharedInvoiceUser = 'INTERCOMPANY';

const { parties, articles, projects, supplierInvoices } = sharedObjectsOf('odata');

/** How many rows of a set are business objects that both demo ERPs know; they come first. */
export const sharedCounts: Partial<Readonly<Record<EntitySetName, number>>> = {
  BusinessPartners: parties.length,
  Projects: projects.length,
  SupplierInvoices: supplierInvoices.length,
  // These come first among the products in any case.
  Products: articles.length,
};

/** As this ERP writes the number of the party's register: Swedish and Finnish ones with a dash, others in groups. */
function organizationNumber({ orgno, address }: SharedParty): string | null {
  if (orgno === undefined) return null;
  switch (address.country) {
    case 'SE':
      return `${orgno.slice(0, 6)}-${orgno.slice(6)}`;
    case 'FI':
      return `${orgno.slice(0, 7)}-${orgno.slice(7)}`;
    case 'NO':
      return orgno.replace(/(...)(...)/, '$1 $2 ');
    case 'DK':
    case 'DE':
      return orgno;
  }
}

function vatRegistration({ vat, address }: SharedParty): string | null {
  if (vat === undefined) return null;
  return address.country === 'NO' ? `${vat.replace(/(..)(...)(...)/, '$1 $2 $3 ')} MVA` : vat.replace(/^(..)/, '$1 ');
}

function partyRow(party: SharedParty, key: string): Row {
  return {
    BusinessPartner: key,
    BusinessPartnerFullName: party.name,
    BusinessPartnerCategory: party.kind === 'person' ? '1' : '2',
    OrganizationNumber: organizationNumber(party),
    VATRegistration: vatRegistration(party),
    EmailAddress: party.contact.email,
    IsSupplier: party.roles.includes('supplier'),
    IsCustomer: party.roles.includes('customer'),
    BusinessPartnerIsBlocked: false,
    Country: party.address.country,
    StreetName: party.address.street,
    CityName: party.address.city,
    PostalCode: party.address.postalCode,
    PhoneNumber: party.contact.phone,
    IBAN: party.iban.replace(/(.{4})(?=.)/g, '$1 '),
    Language: party.language.toUpperCase(),
    CreditLimitAmount: null,
    Currency: party.currency,
    CreationDate: '2021-03-01',
  };
}

const projectStatus = { planned: '10', active: '20', completed: '40', closed: '50' } as const;

function projectRow(index: number, partners: readonly Row[]): Row {
  const project = projects[index];
  const customer = partners[project?.customer ?? 0];
  return {
    Project: project?.number,
    ProjectDescription: project?.name,
    ProjectStatus: projectStatus[project?.status ?? 'planned'],
    Customer: customer?.['BusinessPartner'] ?? null,
    ProjectManagerName: null,
    ProjectStartDate: project?.startDate,
    ProjectEndDate: project?.endDate,
    BudgetAmount: project?.budget.amount,
    Currency: project?.budget.currency,
    CostCenter: `CC${String(index + 1).padStart(4, '0')}`,
    StreetName: customer?.['StreetName'] ?? null,
    CityName: customer?.['CityName'],
    PostalCode: customer?.['PostalCode'],
    Country: customer?.['Country'],
  };
}

function itemRow(line: SharedInvoiceLine, index: number, taxCode: string): Row {
  return {
    SupplierInvoiceItem: lineNumber(index),
    ItemText: line.description,
    Material: articles[line.article]?.numbers.odata ?? null,
    Quantity: line.quantity,
    QuantityUnit: unitCodes[line.unit] ?? line.unit,
    NetPriceAmount: line.priceAmount,
    NetAmount: line.netAmount,
    TaxCode: taxCode,
    TaxPercent: line.taxPercent,
    Project: line.project === undefined ? null : (projects[line.project]?.number ?? null),
    CostCenter: line.project === undefined ? 'CC0001' : null,
    GLAccount: '0040100000',
  };
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

function invoiceRow(invoice: SharedSupplierInvoice, { rows, nextNumber }: RowSources): Row {
  const seller = rows('BusinessPartners')[invoice.seller];
  const place = placeOf(seller?.['Country']);
  const fiscalYear = invoice.postingDate.slice(0, 4);
  return {
    SupplierInvoice: String(5_105_600_000 + nextNumber(`SupplierInvoices ${fiscalYear}`)),
    FiscalYear: fiscalYear,
    CompanyCode: place.companyCode,
    SupplierInvoiceIDByInvcgParty: invoice.number,
    InvoicingParty: seller?.['BusinessPartner'],
    InvoicingPartyVATRegistration: seller?.['VATRegistration'],
    DocumentDate: invoice.issueDate,
    PostingDate: invoice.postingDate,
    NetDueDate: invoice.dueDate,
    DocumentCurrency: invoice.currency,
    InvoiceGrossAmount: invoice.totals.taxInclusiveAmount,
    NetAmount: invoice.totals.taxExclusiveAmount,
    TaxAmount: invoice.totals.taxAmount,
    PaymentTerms: `N${String(daysBetween(invoice.issueDate, invoice.dueDate)).padStart(3, '0')}`,
    PaymentReference: invoice.paymentReference,
    SupplierInvoiceStatus: '5',
    IsCreditMemo: false,
    HeaderText: null,
    CreatedByUser: sharedInvoiceUser,
    to_Item: invoice.lines.map((line, index) => itemRow(line, index, place.taxes[0][0])),
  };
}

function withoutChangeTime(entitySet: EntitySetName, index: number, sources: RowSources): Row | undefined {
  switch (entitySet) {
    case 'BusinessPartners': {
      const party = parties[index];
      const key = String(10_000_000 + sources.nextNumber(entitySet)).padStart(10, '0');
      return party === undefined ? undefined : partyRow(party, key);
    }
    case 'Projects':
      return projectRow(index, sources.rows('BusinessPartners'));
    case 'SupplierInvoices': {
      const invoice = supplierInvoices[index];
      return invoice === undefined ? undefined : invoiceRow(invoice, sources);
    }
    default:
      return undefined;
  }
}

/** The index-th row (from 0) of a set as the business object that the other demo ERP knows too; undefined beyond them. */
export function sharedRow(
  entitySet: EntitySetName,
  index: number,
  changedAt: Date,
  sources: RowSources,
): Row | undefined {
  if (index >= (sharedCounts[entitySet] ?? 0)) return undefined;
  const row = withoutChangeTime(entitySet, index, sources);
  if (row === undefined) return undefined;
  const { to_Item: items, ...header } = row;
  const lines = items === undefined ? {} : { to_Item: items };
  return { ...header, LastChangeDateTime: changedAt.toISOString(), ...lines };
}
