// Generated from schemas/entities/project.schema.json by `npm run generate`; edit that file instead.

/**
 * A decimal number as text, exact, without trailing zeros.
 */
export type Decimal = string;
/**
 * ISO 4217 code.
 */
export type Currency = string;

/**
 * A piece of work with its own budget, to which costs are booked.
 */
export interface Project {
  /**
   * The number people use for it (BT-11).
   */
  readonly number: string;
  /**
   * What it is called.
   */
  readonly name: string;
  /**
   * Numbers it has outside this ERP, such as project-no. Normalised, so that the same one in two ERPs has equal values.
   */
  readonly identifiers?: readonly Identifier[];
  /**
   * Planned: no costs yet. Active: costs are booked. Completed: the work is done. Closed: nothing more is booked.
   */
  readonly status?: 'planned' | 'active' | 'completed' | 'closed';
  readonly customer?: Reference;
  /**
   * Who is responsible for it.
   */
  readonly manager?: {
    readonly name: string;
  };
  /**
   * First day, planned or real.
   */
  readonly startDate?: string;
  /**
   * Last day, planned or real.
   */
  readonly endDate?: string;
  readonly budget?: Money;
  /**
   * The cost centre it belongs to.
   */
  readonly costCenter?: string;
  readonly site?: Address;
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
 * The party it is done for.
 */
export interface Reference {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * What it may cost.
 */
export interface Money {
  readonly amount: Decimal;
  readonly currency: Currency;
}
/**
 * Where the work is done (BG-15 when goods are delivered there).
 */
export interface Address {
  /**
   * Street and number (BT-35 of a seller, BT-50 of a buyer, BT-75 of a delivery).
   */
  readonly street?: string;
  /**
   * City or village (BT-37, BT-52, BT-77).
   */
  readonly city?: string;
  /**
   * Post code (BT-38, BT-53, BT-78).
   */
  readonly postalCode?: string;
  /**
   * ISO 3166-1 alpha-2 code (BT-40, BT-55, BT-80).
   */
  readonly country?: string;
}
