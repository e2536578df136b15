// Generated from schemas/entities/item.schema.json by `npm run generate`; edit that file instead.

/**
 * A decimal number as text, exact, without trailing zeros.
 */
export type Decimal = string;
/**
 * ISO 4217 code.
 */
export type Currency = string;

/**
 * An article, material or service that is bought, sold or kept in stock.
 */
export interface Item {
  /**
   * Its number in the ERP (BT-155 where it sells, BT-156 where it buys).
   */
  readonly number: string;
  /**
   * What it is called (BT-153).
   */
  readonly name: string;
  /**
   * More about it (BT-154).
   */
  readonly description?: string;
  /**
   * Whether it is a thing or work.
   */
  readonly kind?: 'goods' | 'service';
  /**
   * Numbers it has outside this ERP: gtin (BT-157), supplier-item-no, manufacturer-item-no. Normalised, so that the same one in two ERPs has equal values.
   */
  readonly identifiers?: readonly Identifier[];
  /**
   * The group of items it belongs to, as the ERP names it (BT-158).
   */
  readonly group?: string;
  /**
   * What it is counted in (BT-130): UN/ECE Recommendation 20 code; a code that is not known is kept as the ERP sent it.
   */
  readonly unit?: string;
  readonly supplier?: Reference;
  /**
   * Who makes it (UBL cac:ManufacturerParty).
   */
  readonly manufacturer?: string;
  /**
   * Where it was made (BT-159): ISO 3166-1 alpha-2 code.
   */
  readonly originCountry?: string;
  readonly salesPrice?: Money;
  readonly purchasePrice?: Money1;
  /**
   * VAT category, UNCL 5305, or the ERP's own tax code (BT-151).
   */
  readonly taxCategory?: string;
  /**
   * A decimal number as text, exact, without trailing zeros.
   */
  readonly taxPercent?: string;
  /**
   * A decimal number as text, exact, without trailing zeros.
   */
  readonly netWeight?: string;
  /**
   * True when it is kept in stock.
   */
  readonly stocked?: boolean;
  /**
   * A decimal number as text, exact, without trailing zeros.
   */
  readonly stockQuantity?: string;
  /**
   * The ledger account its sale or purchase is booked to.
   */
  readonly account?: string;
  /**
   * True while it can be neither bought nor sold.
   */
  readonly blocked?: boolean;
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
 * The party it is usually bought from.
 */
export interface Reference {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * Net price of one unit when it is sold (BT-146).
 */
export interface Money {
  readonly amount: Decimal;
  readonly currency: Currency;
}
/**
 * Net price of one unit when it is bought.
 */
export interface Money1 {
  readonly amount: Decimal;
  readonly currency: Currency;
}
