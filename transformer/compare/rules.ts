/**
 * How an object is found in the other ERP, strongest first. `identifier`: a scheme of core/identifiers.ts (`*-orgno`: any
 * national register), stated in `identifiers` or in a field. `reference`: what an object that it refers to is matched to,
 * and a number that is unique there. `unique`: an object has one such number, so that two different ones contradict each
 * other.
 */
export type KeyRule =
  | { readonly kind: 'identifier'; readonly scheme: string; readonly field?: string; readonly unique?: true }
  | { readonly kind: 'reference'; readonly reference: string; readonly number: string };

/** How the records of an entity are compared. Paths have no indexes: `lines.project`. */
export type CompareRules = {
  readonly keys: readonly KeyRule[];
  /** Fields that hold the id of another entity; that is compared by what it is matched to, never by its id. */
  readonly references: Readonly<Record<string, string>>;
  /** Lists whose order says nothing. */
  readonly sets: readonly string[];
  /** Compared only where `fields` names them: the ERP's own numbers and codes, and notes. */
  readonly leftOut: readonly string[];
};

const documentLine = {
  references: { 'lines.project': 'project', 'lines.item': 'item' },
  leftOut: ['lines.id', 'lines.account', 'lines.costCenter', 'lines.taxCategory'],
};

/** Of orders and invoices: terms are texts or codes of each ERP, notes are what its users wrote. */
const documentLeftOut = ['number', 'note', 'paymentTerms', ...documentLine.leftOut];
const invoiceLeftOut = [...documentLeftOut, 'lines.note'];

/** The table of docs/compare.md. What it does not name is compared by `identifiers` alone. */
const rules: Readonly<Record<string, Partial<CompareRules>>> = {
  party: {
    keys: [
      { kind: 'identifier', scheme: '*-orgno', unique: true },
      { kind: 'identifier', scheme: 'vat', unique: true },
      { kind: 'identifier', scheme: 'gln' },
      { kind: 'identifier', scheme: 'duns', unique: true },
      { kind: 'identifier', scheme: 'iban', field: 'bankAccounts.iban' },
    ],
    sets: ['roles', 'bankAccounts'],
  },
  employee: {
    keys: [
      { kind: 'identifier', scheme: 'employee-no', unique: true },
      { kind: 'identifier', scheme: 'email', field: 'contact.email' },
    ],
    references: { manager: 'employee' },
    leftOut: ['number', 'costCenter', 'department'],
  },
  project: {
    keys: [{ kind: 'identifier', scheme: 'project-no', field: 'number', unique: true }],
    references: { customer: 'party' },
    leftOut: ['costCenter'],
  },
  item: {
    keys: [
      { kind: 'identifier', scheme: 'gtin' },
      { kind: 'identifier', scheme: 'supplier-item-no' },
      { kind: 'identifier', scheme: 'manufacturer-item-no' },
    ],
    references: { supplier: 'party' },
    leftOut: ['number', 'group', 'account', 'taxCategory', 'stockQuantity'],
  },
  'supplier-invoice': {
    keys: [
      { kind: 'identifier', scheme: 'invoice-no', unique: true },
      { kind: 'reference', reference: 'seller', number: 'number' },
    ],
    references: { buyer: 'party', seller: 'party', ...documentLine.references },
    leftOut: invoiceLeftOut,
  },
  'customer-invoice': {
    keys: [
      { kind: 'identifier', scheme: 'invoice-no', unique: true },
      { kind: 'reference', reference: 'seller', number: 'number' },
    ],
    references: { buyer: 'party', seller: 'party', project: 'project', ...documentLine.references },
    leftOut: [...invoiceLeftOut, 'salesOrderReference'],
  },
  'sales-order': {
    references: {
      ...{ customer: 'party', seller: 'party', project: 'project', salesperson: 'employee' },
      ...documentLine.references,
    },
    leftOut: documentLeftOut,
  },
  'purchase-order': {
    references: {
      ...{ supplier: 'party', buyer: 'party', project: 'project', requester: 'employee' },
      ...documentLine.references,
    },
    leftOut: [...documentLeftOut, 'salesOrderReference'],
  },
  payment: {
    keys: [
      { kind: 'identifier', scheme: 'end-to-end-id', unique: true },
      { kind: 'identifier', scheme: 'bank-reference', unique: true },
    ],
    references: { party: 'party' },
    leftOut: ['number', 'account', 'note', 'settles'],
  },
  shipment: {
    keys: [
      { kind: 'identifier', scheme: 'sscc' },
      { kind: 'identifier', scheme: 'tracking-no' },
    ],
    references: { party: 'party', project: 'project', ...documentLine.references },
    leftOut: ['number', 'note', 'salesOrder', 'purchaseOrder', 'lines.id', 'lines.orderLine'],
  },
  activity: { references: { project: 'project' }, leftOut: ['number', 'account', 'taxCategory'] },
  'time-entry': {
    references: { employee: 'employee', activity: 'activity', project: 'project', customer: 'party' },
    leftOut: ['note', 'costCenter'],
  },
  expense: {
    references: { employee: 'employee', activity: 'activity', project: 'project', supplier: 'party' },
    leftOut: ['number', 'account', 'costCenter', 'category'],
  },
  'ledger-entry': {
    references: {
      ...{ reverses: 'ledger-entry', 'lines.party': 'party', 'lines.employee': 'employee' },
      ...documentLine.references,
    },
    leftOut: ['number', 'series', 'period', 'lines.accountName', ...documentLine.leftOut],
  },
};

/** The rules of an entity, one that a tenant defined itself included: of that, every identifier counts. */
export function compareRulesOf(entity: string): CompareRules {
  const own = Object.hasOwn(rules, entity) ? rules[entity] : undefined;
  return {
    keys: own?.keys ?? [{ kind: 'identifier', scheme: '*' }],
    references: own?.references ?? {},
    sets: own?.sets ?? [],
    leftOut: own?.leftOut ?? [],
  };
}

/** The entities that the rules have something special for. */
export const ruledEntities: readonly string[] = Object.keys(rules);
