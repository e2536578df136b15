import { unscaled } from '../../common/amounts.ts';
import type { SharedArticle } from '../../common/shared-articles.ts';
import type { SharedParty } from '../../common/shared-parties.ts';
import type { SharedInvoiceLine, SharedSupplierInvoice } from '../../common/shared-supplier-invoices.ts';
import { exact } from '../exact.ts';
import { firstId, type Row } from '../model.ts';
import { sharedArticleRow } from './masters.ts';
import { sharedFacts } from './parties.ts';
import type { Making } from './sources.ts';

export type InvoiceParts = {
  readonly parties: readonly SharedParty[];
  readonly articles: readonly SharedArticle[];
};

function lineRow(making: Making, line: SharedInvoiceLine, index: number, articles: readonly SharedArticle[]): Row {
  const article = articles[line.article];
  const written = article === undefined ? {} : sharedArticleRow(making, article);
  return {
    lineNo: index + 1,
    articleNumber: article?.numbers.nordic ?? '',
    text: line.description,
    quantity: exact(line.quantity),
    unit: written['unit'] ?? 'stk',
    unitPrice: exact(`${line.priceAmount}0000`),
    netAmount: exact(line.netAmount),
    vatCode: '3',
    vatPercent: exact(line.taxPercent),
    // Shared projects are the first ones here.
    projectId: line.project === undefined ? null : firstId + line.project,
    account: '4000',
  };
}

/** An invoice that the other demo ERP has booked as well. */
export function sharedInvoiceRow(making: Making, invoice: SharedSupplierInvoice, parts: InvoiceParts): Row {
  const seller = parts.parties[invoice.seller];
  const { companyNo = 0, name = '', vat = '' } = seller === undefined ? {} : sharedFacts(seller, invoice.seller);
  const { totals } = invoice;
  return {
    voucherNumber: `L${50_001 + making.index}`,
    invoiceNumber: invoice.number,
    creditNote: unscaled(totals.taxInclusiveAmount) < 0,
    supplier: { companyNo, name, vatNumber: vat },
    invoiceDate: invoice.issueDate,
    dueDate: invoice.dueDate,
    bookedDate: invoice.postingDate,
    currency: invoice.currency,
    kid: invoice.paymentReference,
    purchaseOrderNumber: null,
    comment: '',
    netAmount: exact(totals.taxExclusiveAmount),
    vatAmount: exact(totals.taxAmount),
    grossAmount: exact(totals.taxInclusiveAmount),
    remainingAmount: exact(totals.payableAmount),
    status: 'BOOKED',
    invoiceLines: invoice.lines.map((line, index) => lineRow(making, line, index, parts.articles)),
  };
}
