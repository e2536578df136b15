// Generated from schemas/entities/activity.schema.json by `npm run generate`; edit that file instead.

/**
 * A decimal number as text, exact, without trailing zeros.
 */
export type Decimal = string;
/**
 * ISO 4217 code.
 */
export type Currency = string;

/**
 * A kind of work or cost that time and expenses are booked on, such as travelling or overtime.
 */
export interface Activity {
  /**
   * The number or code people use for it.
   */
  readonly number: string;
  /**
   * What it is called.
   */
  readonly name: string;
  /**
   * Work: hours of work. Travel: hours on the way. Absence: hours away. Cost: something other than hours, such as kilometres.
   */
  readonly kind?: 'work' | 'travel' | 'absence' | 'cost';
  /**
   * What it is counted in: UN/ECE Recommendation 20 code; a code that is not known is kept as the ERP sent it.
   */
  readonly unit?: string;
  /**
   * True when customers are billed for it unless said otherwise.
   */
  readonly billable?: boolean;
  readonly price?: Money;
  readonly cost?: Money1;
  /**
   * VAT category, UNCL 5305, or the ERP's own tax code (BT-151).
   */
  readonly taxCategory?: string;
  /**
   * The ledger account it is booked to.
   */
  readonly account?: string;
  readonly project?: Reference;
  /**
   * True while nothing new can be booked on it.
   */
  readonly blocked?: boolean;
}
/**
 * What a customer pays for one unit.
 */
export interface Money {
  readonly amount: Decimal;
  readonly currency: Currency;
}
/**
 * What one unit costs the business.
 */
export interface Money1 {
  readonly amount: Decimal;
  readonly currency: Currency;
}
/**
 * The project it belongs to, where each project has its own.
 */
export interface Reference {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
