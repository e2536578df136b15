// Generated from schemas/entities/supplier-invoice.schema.json by `npm run generate`; edit that file instead.

/**
 * An invoice or credit note received from a supplier, as booked in the ERP. Terms follow EN 16931 and Peppol BIS Billing 3.
 */
export interface SupplierInvoice {
  /**
   * The supplier's number of the invoice (BT-1).
   */
  readonly number: string;
  /**
   * invoice-no, the seller's VAT number and the number of the invoice. Normalised, so that the same one in two ERPs has equal values.
   */
  readonly identifiers?: readonly Identifier[];
  /**
   * Date on the invoice (BT-2).
   */
  readonly issueDate: string;
  /**
   * Date by which it is to be paid (BT-9).
   */
  readonly dueDate?: string;
  /**
   * Date under which the ERP booked it.
   */
  readonly postingDate?: string;
  /**
   * 380 invoice, 381 credit note (BT-3; UNTDID 1001). Amounts of a credit note are positive.
   */
  readonly typeCode: '380' | '381';
  /**
   * Currency of all amounts (BT-5): ISO 4217 code.
   */
  readonly currency: string;
  /**
   * Text by which the buyer routes it inside (BT-10).
   */
  readonly buyerReference?: string;
  /**
   * The buyer's order that it bills (BT-13).
   */
  readonly purchaseOrderReference?: string;
  /**
   * Free text about the whole invoice (BT-22).
   */
  readonly note?: string;
  readonly buyer?: DocumentParty;
  readonly seller: DocumentParty1;
  readonly invoicePeriod?: Period;
  /**
   * Terms of payment, as text or as the ERP's code (BT-20).
   */
  readonly paymentTerms?: string;
  /**
   * What the payer must quote, such as a KID or OCR number (BT-83).
   */
  readonly paymentReference?: string;
  readonly totals?: InvoiceTotals;
  /**
   * Where it stands in the ERP: received, parked (kept without being booked), posted (booked), paid, or cancelled.
   */
  readonly status?: 'received' | 'parked' | 'posted' | 'paid' | 'cancelled';
  /**
   * Invoice lines (BG-25).
   */
  readonly lines?: readonly InvoiceLine[];
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
 * Who was billed: a company of the tenant (BG-7).
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
 * Who sent it (BG-4).
 */
export interface DocumentParty1 {
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
 * The time that is billed (BG-14).
 */
export interface Period {
  /**
   * First day (BT-73).
   */
  readonly startDate?: string;
  /**
   * Last day (BT-74).
   */
  readonly endDate?: string;
}
/**
 * Document totals (BG-22).
 */
export interface InvoiceTotals {
  /**
   * Sum of the lines' net amounts (BT-106).
   */
  readonly lineExtensionAmount?: string;
  /**
   * Total without VAT (BT-109).
   */
  readonly taxExclusiveAmount?: string;
  /**
   * Total with VAT (BT-112).
   */
  readonly taxInclusiveAmount?: string;
  /**
   * Total VAT (BT-110).
   */
  readonly taxAmount?: string;
  /**
   * What is still to be paid (BT-115).
   */
  readonly payableAmount?: string;
}
export interface InvoiceLine {
  /**
   * Number of the line (BT-126).
   */
  readonly id: string;
  /**
   * Free text about the line (BT-127).
   */
  readonly note?: string;
  /**
   * What was delivered, in words (BT-154).
   */
  readonly description?: string;
  /**
   * Quantity billed (BT-129).
   */
  readonly quantity?: string;
  /**
   * Unit of the quantity (BT-130): UN/ECE Recommendation 20 code; a code that is not known is kept as the ERP sent it.
   */
  readonly unit?: string;
  /**
   * Net price of one unit (BT-146).
   */
  readonly priceAmount?: string;
  /**
   * Net amount of the line (BT-131).
   */
  readonly netAmount?: string;
  /**
   * VAT category, UNCL 5305, or the ERP's own tax code (BT-151).
   */
  readonly taxCategory?: string;
  /**
   * VAT rate in percent (BT-152).
   */
  readonly taxPercent?: string;
  readonly project?: Reference;
  /**
   * The cost centre it is booked to.
   */
  readonly costCenter?: string;
  /**
   * The ledger account it is booked to (BT-133).
   */
  readonly account?: string;
  readonly item?: DocumentItem;
}
/**
 * The project it is booked to (BT-11 knows it for the document only; here each line has its own).
 */
export interface Reference {
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
