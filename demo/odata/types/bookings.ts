import type { EntityType } from '../edm.ts';
import { amount, changed, date, decimal, flag, optional, text } from './properties.ts';

export const timeEntry: EntityType = {
  name: 'TimeEntry',
  key: ['TimeSheetRecord'],
  properties: [
    text('TimeSheetRecord', 12),
    date('TimeSheetDate'),
    text('WorkforcePerson', 8),
    optional(text('ActivityType', 6)),
    optional(text('Project', 24)),
    optional(text('CostCenter', 10)),
    decimal('TimeSheetHours', 5, 2),
    optional(decimal('BillableHours', 5, 2)),
    flag('IsBillable'),
    optional(amount('CostAmount')),
    text('Currency', 3),
    optional(text('TimeSheetNote')),
    text('TimeSheetStatus', 2),
    changed,
  ],
};

export const expense: EntityType = {
  name: 'Expense',
  key: ['Expense'],
  properties: [
    text('Expense', 10),
    date('ExpenseDate'),
    text('WorkforcePerson', 8),
    text('ExpenseTypeName', 40),
    optional(text('ExpenseText')),
    amount('ExpenseAmount'),
    text('Currency', 3),
    optional(amount('TaxAmount')),
    optional(decimal('Quantity', 13, 3)),
    optional(text('QuantityUnit', 3)),
    optional(text('ActivityType', 6)),
    optional(text('Project', 24)),
    optional(text('CostCenter', 10)),
    text('GLAccount', 10),
    optional(text('Supplier', 10)),
    text('PaymentSource', 1),
    flag('IsBillable'),
    text('ApprovalStatus', 1),
    changed,
  ],
};

const paymentItem: EntityType = {
  name: 'PaymentItem',
  key: ['PaymentItem'],
  properties: [
    text('PaymentItem', 6),
    text('InvoiceDocument', 10),
    optional(text('InvoiceFiscalYear', 4)),
    text('InvoiceReference', 35),
    amount('ClearedAmount'),
  ],
};

export const payment: EntityType = {
  name: 'Payment',
  key: ['PaymentDocument'],
  properties: [
    text('PaymentDocument', 10),
    flag('PaymentIsIncoming'),
    date('ValueDate'),
    date('PostingDate'),
    amount('PaymentAmount'),
    text('PaymentCurrency', 3),
    text('BusinessPartner', 10),
    text('PaymentMethod', 1),
    optional(text('PaymentReference', 30)),
    optional(text('PaymentText')),
    optional(text('IBAN', 34)),
    text('GLAccount', 10),
    optional(text('EndToEndIdentification', 35)),
    optional(text('BankReference', 35)),
    text('PaymentStatus', 1),
    changed,
  ],
  navigation: { name: 'to_Item', target: paymentItem },
};

const journalEntryItem: EntityType = {
  name: 'JournalEntryItem',
  key: ['LedgerGLLineItem'],
  properties: [
    text('LedgerGLLineItem', 6),
    text('GLAccount', 10),
    text('GLAccountName', 60),
    text('DebitCreditCode', 1),
    amount('AmountInTransactionCurrency'),
    optional(text('DocumentItemText')),
    optional(text('TaxCode', 2)),
    optional(text('BusinessPartner', 10)),
    optional(text('Project', 24)),
    optional(text('CostCenter', 10)),
  ],
};

export const journalEntry: EntityType = {
  name: 'JournalEntry',
  key: ['CompanyCode', 'FiscalYear', 'AccountingDocument'],
  properties: [
    text('CompanyCode', 4),
    text('FiscalYear', 4),
    text('AccountingDocument', 10),
    text('AccountingDocumentType', 2),
    date('PostingDate'),
    date('DocumentDate'),
    text('FiscalPeriod', 2),
    text('TransactionCurrency', 3),
    optional(text('AccountingDocumentHeaderText')),
    optional(text('DocumentReferenceID', 35)),
    optional(text('ReversedDocument', 10)),
    text('AccountingDocumentStatus', 1),
    changed,
  ],
  navigation: { name: 'to_Item', target: journalEntryItem },
};
