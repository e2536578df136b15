import type { ResourceName, Row } from '../model.ts';
import { customerInvoiceRow, orderRow, purchaseOrderRow, supplierInvoiceRow } from './documents.ts';
import { activityRow, articleRow, employeeRow, projectRow } from './masters.ts';
import { deliveryRow, paymentRow, voucherRow } from './movements.ts';
import { customerRow, ownFacts, supplierRow } from './parties.ts';
import type { Making } from './sources.ts';
import { expenseRow, timeEntryRow } from './work.ts';

/** A row that only this ERP has. */
export const createRow: Readonly<Record<ResourceName, (making: Making) => Row>> = {
  customers: ({ random, index }) => customerRow(random, ownFacts(random, 1_000_001 + index, 'customer'), false),
  suppliers: ({ random, index }) => supplierRow(random, ownFacts(random, 5_000_001 + index, 'supplier'), false),
  employees: employeeRow,
  activities: activityRow,
  articles: articleRow,
  projects: projectRow,
  timeEntries: timeEntryRow,
  expenses: expenseRow,
  orders: orderRow,
  purchaseOrders: purchaseOrderRow,
  customerInvoices: customerInvoiceRow,
  supplierInvoices: supplierInvoiceRow,
  payments: paymentRow,
  deliveries: deliveryRow,
  vouchers: voucherRow,
};
