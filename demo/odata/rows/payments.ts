import { dayOf } from '../../common/dates.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import { sharedInvoiceUser } from './shared-rows.ts';
import { among, type CreateRow, documentNumber, type RowSources } from './sources.ts';

/** Planned, sent to the bank, executed, cancelled. */
export const paymentStatuses: readonly [string, ...string[]] = ['P', 'S', 'E', 'C'];

/** What a payment pays, and whom. */
type Settled = { readonly header: Row; readonly items: readonly Row[] };

function item(invoice: unknown, year: unknown, reference: unknown, amount: unknown): readonly Row[] {
  return [
    {
      PaymentItem: '000010',
      InvoiceDocument: invoice,
      InvoiceFiscalYear: year,
      InvoiceReference: reference,
      ClearedAmount: amount,
    },
  ];
}

function incoming(invoice: Row): Settled {
  return {
    header: {
      PaymentIsIncoming: true,
      PaymentAmount: invoice['GrossAmount'],
      PaymentCurrency: invoice['TransactionCurrency'],
      BusinessPartner: invoice['SoldToParty'],
      PaymentReference: invoice['PaymentReference'],
    },
    items: item(invoice['BillingDocument'], null, invoice['BillingDocument'], invoice['GrossAmount']),
  };
}

function outgoing(invoice: Row): Settled {
  const amount = invoice['InvoiceGrossAmount'];
  return {
    header: {
      PaymentIsIncoming: false,
      PaymentAmount: amount,
      PaymentCurrency: invoice['DocumentCurrency'],
      BusinessPartner: invoice['InvoicingParty'],
      PaymentReference: invoice['PaymentReference'],
    },
    items: item(invoice['SupplierInvoice'], invoice['FiscalYear'], invoice['SupplierInvoiceIDByInvcgParty'], amount),
  };
}

/** A payment before there is an invoice. */
function inAdvance(partner: Row | undefined): Settled {
  return {
    header: {
      PaymentIsIncoming: false,
      PaymentAmount: '10000.00',
      PaymentCurrency: partner?.['Currency'] ?? 'SEK',
      BusinessPartner: partner?.['BusinessPartner'] ?? '0000000000',
      PaymentReference: null,
    },
    items: [],
  };
}

function bankFields(random: Random, partner: Row | undefined, number: string, executed: boolean): Row {
  const iban = partner?.['IBAN'];
  return {
    PaymentMethod: random.pick(['T', 'T', 'T', 'D', 'C']),
    PaymentText: random.chance(0.8) ? null : random.pick(['Betalning enligt faktura', 'Aconto', 'Teilzahlung']),
    IBAN: typeof iban === 'string' ? iban : null,
    GLAccount: '0019300000',
    EndToEndIdentification: random.chance(0.1) ? null : `TRB${number}`,
    BankReference: executed ? `${random.digits(8)}${number}` : null,
  };
}

/** Payments: each pays one invoice in full, and no invoice is paid twice. */
export function paymentCreator({ rows, nextNumber }: RowSources): CreateRow {
  const partners = new Map(rows('BusinessPartners').map((row) => [row['BusinessPartner'], row]));
  const paid = rows('BillingDocuments').filter(
    (row) => row['OverallBillingStatus'] === 'C' && row['BillingDocumentType'] === 'F2',
  );
  // What both demo ERPs know is unpaid in both.
  const owed = rows('SupplierInvoices').filter(
    (row) =>
      row['SupplierInvoiceStatus'] === '5' &&
      row['IsCreditMemo'] !== true &&
      row['CreatedByUser'] !== sharedInvoiceUser,
  );
  return (random, changedAt) => {
    const received = random.chance(0.4) ? paid[nextNumber('Payments incoming') - 1] : undefined;
    const sent = received === undefined ? owed[nextNumber('Payments outgoing') - 1] : undefined;
    const { header, items } = settledBy(received, sent, () => inAdvance(among(random, rows('BusinessPartners'))));
    const number = documentNumber(1_500_000_000, nextNumber('Payments'));
    const status = received === undefined ? random.pick(['E', 'E', 'E', 'S', 'P', 'C']) : 'E';
    const day = dayOf(changedAt, -random.integer(0, 6));
    return {
      PaymentDocument: number,
      ...header,
      ValueDate: day,
      PostingDate: day,
      ...bankFields(random, partners.get(header['BusinessPartner']), number, status === 'E'),
      PaymentStatus: status,
      LastChangeDateTime: changedAt.toISOString(),
      to_Item: items,
    };
  };
}

function settledBy(received: Row | undefined, sent: Row | undefined, advance: () => Settled): Settled {
  if (received !== undefined) return incoming(received);
  return sent === undefined ? advance() : outgoing(sent);
}
