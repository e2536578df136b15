// Generated from schemas/entities/ledger-entry.schema.json by `npm run generate`; edit that file instead.

/**
 * A decimal number as text, exact, without trailing zeros.
 */
export type Decimal = string;
/**
 * ISO 4217 code.
 */
export type Currency = string;

/**
 * A voucher of the general ledger. The debit and credit of its lines are equal in sum, and each line has one of them. Terms follow SAF-T.
 */
export interface LedgerEntry {
  /**
   * Number of the voucher (SAF-T TransactionID).
   */
  readonly number: string;
  /**
   * The journal or series it is numbered in (SAF-T JournalID).
   */
  readonly series?: string;
  /**
   * Date under which it is booked (SAF-T GLPostingDate).
   */
  readonly postingDate: string;
  /**
   * Date of the document behind it (SAF-T TransactionDate).
   */
  readonly documentDate?: string;
  /**
   * Year and period of the books; periods 13 to 16 are for closing (SAF-T PeriodYear, Period).
   */
  readonly period?: string;
  /**
   * Currency of debit and credit: ISO 4217 code.
   */
  readonly currency: string;
  /**
   * What it is about (SAF-T Transaction/Description).
   */
  readonly description?: string;
  /**
   * Number of the document behind it, such as an invoice (SAF-T SourceDocumentID).
   */
  readonly documentReference?: string;
  readonly reverses?: Reference;
  /**
   * Draft: not in the books. Posted: in the books. Reversed: another entry took it back.
   */
  readonly status?: 'draft' | 'posted' | 'reversed';
  /**
   * What is booked where (SAF-T Line).
   *
   * @minItems 1
   */
  readonly lines: readonly LedgerLine[];
}
/**
 * The ledger entry that it takes back.
 */
export interface Reference {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * An amount on an account: either debit or credit.
 */
export interface LedgerLine {
  /**
   * Number of the line (SAF-T Line/RecordID).
   */
  readonly id?: string;
  /**
   * The ledger account (SAF-T AccountID; BT-133 of an invoice).
   */
  readonly account: string;
  /**
   * Name of the account.
   */
  readonly accountName?: string;
  /**
   * Amount, when it is on the debit side (SAF-T DebitAmount).
   */
  readonly debit?: string;
  /**
   * Amount, when it is on the credit side (SAF-T CreditAmount).
   */
  readonly credit?: string;
  readonly originalAmount?: Money;
  /**
   * Text of the line (SAF-T Line/Description).
   */
  readonly description?: string;
  /**
   * VAT category, UNCL 5305, or the ERP's own tax code (SAF-T TaxCode).
   */
  readonly taxCategory?: string;
  readonly party?: Reference1;
  readonly employee?: Reference2;
  readonly project?: Reference3;
  /**
   * The cost centre it is booked to.
   */
  readonly costCenter?: string;
  readonly item?: DocumentItem;
  /**
   * A decimal number as text, exact, without trailing zeros.
   */
  readonly quantity?: string;
}
/**
 * The same in the currency of the document, where that is another (SAF-T CurrencyAmount).
 */
export interface Money {
  readonly amount: Decimal;
  readonly currency: Currency;
}
/**
 * The customer or supplier whose account it is (SAF-T CustomerID, SupplierID).
 */
export interface Reference1 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * The employee it concerns.
 */
export interface Reference2 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * The project it is booked to.
 */
export interface Reference3 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * What is delivered (BG-31).
 */
export interface DocumentItem {
  /**
   * Number of the item or material in the ERP (BT-155 where it sells, BT-156 where it buys).
   */
  readonly id?: string;
  /**
   * Name of the item (BT-153).
   */
  readonly name?: string;
}
