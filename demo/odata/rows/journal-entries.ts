import { centsText } from '../../common/amounts.ts';
import { dayOf } from '../../common/dates.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import { documentSums } from './amounts.ts';
import { lineNumber } from './document-lines.ts';
import { type CreateRow, costCenter, documentNumber, linesOf, type RowSources } from './sources.ts';

/** Parked, posted, reversed. */
export const journalStatuses: readonly [string, ...string[]] = ['V', 'P', 'R'];

const accountNames: Readonly<Record<string, string>> = {
  '0015100000': 'Kundfordringar',
  '0024400000': 'Leverantörsskulder',
  '0026100000': 'Utgående moms',
  '0026400000': 'Ingående moms',
  '0030100000': 'Intäkter entreprenad',
  '0040100000': 'Material',
  '0040110000': 'Förbrukningsmaterial',
  '0040200000': 'Underentreprenad',
  '0040300000': 'Masstransport',
  '0029900000': 'Upplupna kostnader',
};

type Side = 'S' | 'H';
type Entry = { readonly header: Row; readonly items: readonly Row[] };

/** A line on the debit (S) or credit (H) side, with what more it says. */
function item(account: unknown, side: Side, cents: number, more: Row = {}): Row {
  return {
    LedgerGLLineItem: '',
    GLAccount: account,
    GLAccountName: accountNames[String(account)] ?? 'Övrigt',
    DebitCreditCode: side,
    AmountInTransactionCurrency: centsText(cents),
    DocumentItemText: null,
    TaxCode: null,
    BusinessPartner: null,
    Project: null,
    CostCenter: null,
    ...more,
  };
}

/** An invoice as it is booked: its lines on one side with the tax, the party on the other. */
function booked(invoice: Row, side: Side, taxAccount: string, party: Row): readonly Row[] {
  const lines = linesOf(invoice);
  const { tax, gross } = documentSums(lines);
  const other = side === 'S' ? 'H' : 'S';
  return [
    ...lines.map((line) =>
      item(line['GLAccount'], side, documentSums([line]).net, {
        DocumentItemText: line['ItemText'] ?? line['BillingDocumentItemText'] ?? null,
        TaxCode: line['TaxCode'],
        Project: line['Project'],
        CostCenter: line['CostCenter'] ?? null,
      }),
    ),
    ...(tax === 0 ? [] : [item(taxAccount, side, tax)]),
    item(party['GLAccount'], other, gross, { BusinessPartner: party['BusinessPartner'] }),
  ];
}

function ofSupplierInvoice(invoice: Row): Entry {
  const party = { GLAccount: '0024400000', BusinessPartner: invoice['InvoicingParty'] };
  return {
    header: {
      CompanyCode: invoice['CompanyCode'],
      AccountingDocumentType: 'KR',
      PostingDate: invoice['PostingDate'],
      DocumentDate: invoice['DocumentDate'],
      TransactionCurrency: invoice['DocumentCurrency'],
      DocumentReferenceID: invoice['SupplierInvoiceIDByInvcgParty'],
    },
    items: booked(invoice, invoice['IsCreditMemo'] === true ? 'H' : 'S', '0026400000', party),
  };
}

function ofBillingDocument(invoice: Row): Entry {
  const party = { GLAccount: '0015100000', BusinessPartner: invoice['SoldToParty'] };
  return {
    header: {
      CompanyCode: invoice['CompanyCode'],
      AccountingDocumentType: 'RV',
      PostingDate: invoice['PostingDate'],
      DocumentDate: invoice['BillingDocumentDate'],
      TransactionCurrency: invoice['TransactionCurrency'],
      DocumentReferenceID: invoice['BillingDocument'],
    },
    items: booked(invoice, invoice['BillingDocumentType'] === 'G2' ? 'S' : 'H', '0026100000', party),
  };
}

/** What belongs into a month whose invoice is still to come. */
function accrual(random: Random, day: string, projects: readonly Row[]): Entry {
  const cents = random.integer(50_000, 40_000_000);
  const project = projects[random.integer(0, projects.length - 1)]?.['Project'] ?? null;
  return {
    header: {
      CompanyCode: '1010',
      AccountingDocumentType: 'SA',
      PostingDate: day,
      DocumentDate: day,
      TransactionCurrency: 'SEK',
      DocumentReferenceID: null,
    },
    items: [
      item('0040200000', 'S', cents, { Project: project, CostCenter: project === null ? costCenter(random) : null }),
      item('0029900000', 'H', cents),
    ],
  };
}

/** Entries of the general ledger, balanced: of supplier invoices, of customer invoices, and accruals. */
export function journalEntryCreator({ rows, nextNumber }: RowSources): CreateRow {
  const posted = rows('SupplierInvoices').filter((row) => row['SupplierInvoiceStatus'] === '5');
  const billed = rows('BillingDocuments').filter((row) =>
    ['P', 'S', 'C'].includes(String(row['OverallBillingStatus'])),
  );
  const projects = rows('Projects');
  return (random, changedAt) => {
    const kind = random.pick(['KR', 'KR', 'KR', 'RV', 'RV', 'SA']);
    const bought = kind === 'KR' ? posted[nextNumber('JournalEntries KR') - 1] : undefined;
    const sold = kind === 'RV' ? billed[nextNumber('JournalEntries RV') - 1] : undefined;
    const entry = entryOf(bought, sold, () => accrual(random, dayOf(changedAt, -random.integer(0, 20)), projects));
    const [fiscalYear = '', month = ''] = String(entry.header['PostingDate']).split('-');
    const number = nextNumber(`JournalEntries ${String(entry.header['CompanyCode'])} ${fiscalYear}`);
    return {
      ...entry.header,
      FiscalYear: fiscalYear,
      AccountingDocument: documentNumber(100_000_000, number),
      FiscalPeriod: month,
      AccountingDocumentHeaderText: random.chance(0.6)
        ? null
        : random.pick(['Löpande bokföring', 'Periodisering', 'Ompostering']),
      ReversedDocument: null,
      AccountingDocumentStatus: random.pick(['P', 'P', 'P', 'P', 'P', 'V', 'R']),
      LastChangeDateTime: changedAt.toISOString(),
      to_Item: entry.items.map((line, index) => ({ ...line, LedgerGLLineItem: lineNumber(index) })),
    };
  };
}

function entryOf(bought: Row | undefined, sold: Row | undefined, otherwise: () => Entry): Entry {
  if (bought !== undefined) return ofSupplierInvoice(bought);
  return sold === undefined ? otherwise() : ofBillingDocument(sold);
}
