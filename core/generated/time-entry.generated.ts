// Generated from schemas/entities/time-entry.schema.json by `npm run generate`; edit that file instead.

/**
 * A decimal number as text, exact, without trailing zeros.
 */
export type Decimal = string;
/**
 * ISO 4217 code.
 */
export type Currency = string;

/**
 * Hours that an employee worked on a day.
 */
export interface TimeEntry {
  /**
   * The day.
   */
  readonly date: string;
  readonly employee: Reference;
  /**
   * How long, in hours (UN/ECE Recommendation 20: HUR); negative where an earlier entry is taken back.
   */
  readonly hours: string;
  readonly activity?: Reference1;
  readonly project?: Reference2;
  readonly customer?: Reference3;
  /**
   * The cost centre it is booked to.
   */
  readonly costCenter?: string;
  /**
   * True when the customer is to be billed for it.
   */
  readonly billable?: boolean;
  /**
   * How many of the hours are billed, where they differ.
   */
  readonly billableHours?: string;
  readonly price?: Money;
  readonly cost?: Money1;
  /**
   * What was done, in words (BT-127 when it becomes a line of an invoice).
   */
  readonly note?: string;
  /**
   * Draft: may still change. Submitted: waits for approval. Approved, rejected: was looked at. Invoiced: the customer was billed.
   */
  readonly status?: 'draft' | 'submitted' | 'approved' | 'rejected' | 'invoiced';
}
/**
 * Who worked.
 */
export interface Reference {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * The kind of work.
 */
export interface Reference1 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * The project it was done for (BT-11).
 */
export interface Reference2 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * The party it was done for.
 */
export interface Reference3 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * What the customer pays for an hour.
 */
export interface Money {
  readonly amount: Decimal;
  readonly currency: Currency;
}
/**
 * What all of the hours cost the business.
 */
export interface Money1 {
  readonly amount: Decimal;
  readonly currency: Currency;
}
