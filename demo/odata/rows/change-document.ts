import { laterDay } from '../../common/dates.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import type { EntitySetName } from '../model.ts';
import { billingStatuses } from './billing-documents.ts';
import { expenseStatuses } from './expenses.ts';
import { journalStatuses } from './journal-entries.ts';
import { deliveryStatuses } from './outbound-deliveries.ts';
import { paymentStatuses } from './payments.ts';
import { purchaseOrderStatuses } from './purchase-orders.ts';
import { salesOrderStatuses } from './sales-orders.ts';
import { timeEntryStatuses } from './time-entries.ts';

/** Fields that people change after a record was made, without touching its sums and references. */
type Editable = {
  readonly status?: { readonly field: string; readonly values: readonly [string, ...string[]] };
  readonly date?: string;
  readonly text: string;
};

export type EditableSet = Exclude<EntitySetName, 'BusinessPartners' | 'Projects' | 'SupplierInvoices'>;

const editable: Readonly<Record<EditableSet, Editable>> = {
  Products: { text: 'ManufacturerName' },
  WorkforcePersons: { date: 'EmploymentEndDate', text: 'JobTitle' },
  Activities: { text: 'ActivityTypeName' },
  SalesOrders: {
    status: { field: 'OverallSDProcessStatus', values: salesOrderStatuses },
    date: 'RequestedDeliveryDate',
    text: 'HeaderText',
  },
  TimeEntries: { status: { field: 'TimeSheetStatus', values: timeEntryStatuses }, text: 'TimeSheetNote' },
  Expenses: { status: { field: 'ApprovalStatus', values: expenseStatuses }, text: 'ExpenseText' },
  PurchaseOrders: {
    status: { field: 'PurchasingProcessingStatus', values: purchaseOrderStatuses },
    text: 'HeaderText',
  },
  BillingDocuments: {
    status: { field: 'OverallBillingStatus', values: billingStatuses },
    date: 'NetDueDate',
    text: 'HeaderText',
  },
  Payments: { status: { field: 'PaymentStatus', values: paymentStatuses }, date: 'ValueDate', text: 'PaymentText' },
  OutboundDeliveries: {
    status: { field: 'OverallDeliveryStatus', values: deliveryStatuses },
    date: 'DeliveryDate',
    text: 'CarrierName',
  },
  JournalEntries: {
    status: { field: 'AccountingDocumentStatus', values: journalStatuses },
    text: 'AccountingDocumentHeaderText',
  },
};

/** The fields of a record that somebody changed: its status, its date, or its text. */
export function changeOfDocument(random: Random, entitySet: EditableSet, row: Row): Row {
  const { status, date, text } = editable[entitySet];
  const kind = random.integer(0, 2);
  if (kind === 0 && status !== undefined) {
    const others = status.values.filter((value) => value !== row[status.field]);
    return { [status.field]: others[random.integer(0, others.length - 1)] };
  }
  const day = date === undefined ? undefined : row[date];
  if (kind === 1 && date !== undefined && typeof day === 'string') {
    return { [date]: laterDay(day, random.integer(1, 30)) };
  }
  const before = typeof row[text] === 'string' ? row[text].replace(/ \(\d{6}\)$/, '') : 'Rättad';
  return { [text]: `${before.slice(0, 30)} (${random.digits(6)})` };
}
