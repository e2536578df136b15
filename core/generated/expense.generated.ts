// Generated from schemas/entities/expense.schema.json by `npm run generate`; edit that file instead.

/**
 * A decimal number as text, exact, without trailing zeros.
 */
export type Decimal = string;
/**
 * ISO 4217 code.
 */
export type Currency = string;

/**
 * A cost that an employee had for the business, or that was booked on a project without an invoice.
 */
export interface Expense {
  /**
   * Number of the claim or voucher.
   */
  readonly number?: string;
  /**
   * When it was spent.
   */
  readonly date: string;
  readonly amount: Money;
  /**
   * A decimal number as text, exact, without trailing zeros.
   */
  readonly taxAmount?: string;
  readonly localAmount?: Money1;
  /**
   * What it was for.
   */
  readonly description?: string;
  /**
   * The kind of expense, as the ERP names it.
   */
  readonly category?: string;
  /**
   * A decimal number as text, exact, without trailing zeros.
   */
  readonly quantity?: string;
  /**
   * Unit of the quantity: UN/ECE Recommendation 20 code; a code that is not known is kept as the ERP sent it.
   */
  readonly unit?: string;
  readonly employee?: Reference;
  readonly activity?: Reference1;
  readonly project?: Reference2;
  /**
   * The cost centre it is booked to.
   */
  readonly costCenter?: string;
  /**
   * The ledger account it is booked to.
   */
  readonly account?: string;
  readonly supplier?: DocumentParty;
  /**
   * Employee: it has to be paid back. Company: with a card or account of the company.
   */
  readonly paidBy?: 'employee' | 'company';
  /**
   * True when the customer is to be billed for it.
   */
  readonly billable?: boolean;
  /**
   * Draft: may still change. Submitted: waits for approval. Approved, rejected: was looked at. Reimbursed: the employee has the money.
   */
  readonly status?: 'draft' | 'submitted' | 'approved' | 'rejected' | 'reimbursed';
}
/**
 * What it was, with VAT.
 */
export interface Money {
  readonly amount: Decimal;
  readonly currency: Currency;
}
/**
 * The same in the currency of the books, where it was spent in another.
 */
export interface Money1 {
  readonly amount: Decimal;
  readonly currency: Currency;
}
/**
 * Who spent it.
 */
export interface Reference {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * The activity it is booked on.
 */
export interface Reference1 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * The project it is booked to (BT-11).
 */
export interface Reference2 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * Who was paid.
 */
export interface DocumentParty {
  /**
   * Id of the party entity (BT-29 or BT-46 as the ERP has it).
   */
  readonly id: string;
  /**
   * Its name at the time of the document (BT-27, BT-44).
   */
  readonly name?: string;
}
