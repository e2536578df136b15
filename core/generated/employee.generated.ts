// Generated from schemas/entities/employee.schema.json by `npm run generate`; edit that file instead.

/**
 * A decimal number as text, exact, without trailing zeros.
 */
export type Decimal = string;
/**
 * ISO 4217 code.
 */
export type Currency = string;

/**
 * A person who works for the business, as far as time, costs and responsibility need it. It holds no national identity number.
 */
export interface Employee {
  /**
   * The number people use for the person (UBL cac:Person/cbc:ID).
   */
  readonly number: string;
  /**
   * Full name.
   */
  readonly name: string;
  /**
   * First name (UBL cac:Person/cbc:FirstName).
   */
  readonly givenName?: string;
  /**
   * Family name (UBL cac:Person/cbc:FamilyName).
   */
  readonly familyName?: string;
  /**
   * What the person is known by in several ERPs: employee-no, email. Normalised, so that the same one in two ERPs has equal values.
   */
  readonly identifiers?: readonly Identifier[];
  /**
   * What the person works as (UBL cac:Person/cbc:JobTitle).
   */
  readonly jobTitle?: string;
  /**
   * Where in the business the person works (UBL cac:Person/cbc:OrganizationDepartment).
   */
  readonly department?: string;
  readonly contact?: Contact;
  readonly manager?: Reference;
  /**
   * First day of the employment.
   */
  readonly startDate?: string;
  /**
   * Last day of the employment.
   */
  readonly endDate?: string;
  /**
   * Inactive: nothing can be booked on the person, for now or for good.
   */
  readonly status?: 'active' | 'inactive';
  /**
   * The cost centre the person belongs to.
   */
  readonly costCenter?: string;
  readonly hourlyCost?: Money;
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
 * How to reach the person at work.
 */
export interface Contact {
  /**
   * E-mail address (BT-43, BT-58).
   */
  readonly email?: string;
  /**
   * Telephone number as the ERP has it (BT-42, BT-57).
   */
  readonly phone?: string;
}
/**
 * The employee that the person reports to.
 */
export interface Reference {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * What an hour of the person costs the business.
 */
export interface Money {
  readonly amount: Decimal;
  readonly currency: Currency;
}
