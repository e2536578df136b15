// Generated from schemas/entities/payment.schema.json by `npm run generate`; edit that file instead.

/**
 * A decimal number as text, exact, without trailing zeros.
 */
export type Decimal = string;
/**
 * ISO 4217 code.
 */
export type Currency = string;

/**
 * Money that came in from or went out to a party. Terms follow ISO 20022.
 */
export interface Payment {
  /**
   * Its number in the ERP.
   */
  readonly number?: string;
  /**
   * What banks and both parties know it by: end-to-end-id (ISO 20022 EndToEndId), bank-reference (ISO 20022 AcctSvcrRef). Normalised, so that the same one in two ERPs has equal values.
   */
  readonly identifiers?: readonly Identifier[];
  /**
   * Incoming: the business receives it (ISO 20022 CRDT). Outgoing: the business pays it (ISO 20022 DBIT).
   */
  readonly direction: 'incoming' | 'outgoing';
  /**
   * Day on which the money moves (ISO 20022 ValDt).
   */
  readonly date: string;
  /**
   * Date under which the ERP booked it.
   */
  readonly postingDate?: string;
  readonly amount: Money;
  readonly party?: DocumentParty;
  /**
   * How it is paid (BT-81): UNTDID 4461 code; a code that is not known is kept as the ERP sent it.
   */
  readonly method?: string;
  /**
   * What it quotes, such as a KID or OCR number (BT-83; ISO 20022 CdtrRefInf/Ref).
   */
  readonly reference?: string;
  /**
   * Free text that goes with it (ISO 20022 RmtInf/Ustrd).
   */
  readonly note?: string;
  readonly bankAccount?: BankAccount;
  /**
   * The ledger account of the bank or cash it is booked to.
   */
  readonly account?: string;
  /**
   * The invoices it pays (ISO 20022 RmtInf/Strd).
   */
  readonly settles?: readonly Settlement[];
  /**
   * Planned: not sent to the bank. Sent: the bank has it. Executed: the money has moved. Cancelled: it will not move.
   */
  readonly status?: 'planned' | 'sent' | 'executed' | 'cancelled';
}
export interface Identifier {
  /**
   * Which register or whose numbering it is of: vat, gln, duns, gtin, invoice-no and others; docs/entities.md lists them.
   */
  readonly scheme: string;
  /**
   * The number in its normalised spelling, such as without blanks, dots and dashes.
   */
  readonly value: string;
}
/**
 * How much; never negative unless it is taken back (ISO 20022 InstdAmt).
 */
export interface Money {
  readonly amount: Decimal;
  readonly currency: Currency;
}
/**
 * Who pays or is paid (ISO 20022 Dbtr, Cdtr; BG-10 for a payee).
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
/**
 * The account of the other party (BT-84 when it is paid).
 */
export interface BankAccount {
  /**
   * IBAN (BT-84).
   */
  readonly iban: string;
}
/**
 * An invoice that is paid, in part or whole.
 */
export interface Settlement {
  /**
   * Which entity the invoice is.
   */
  readonly kind?: 'supplier-invoice' | 'customer-invoice';
  readonly invoice: Reference;
  /**
   * Number of the invoice (ISO 20022 RfrdDocInf/Nb; BT-1).
   */
  readonly number?: string;
  /**
   * A decimal number as text, exact, without trailing zeros.
   */
  readonly amount?: string;
}
/**
 * The invoice (ISO 20022 RfrdDocInf).
 */
export interface Reference {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
