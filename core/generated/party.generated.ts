// Generated from schemas/entities/party.schema.json by `npm run generate`; edit that file instead.

/**
 * A decimal number as text, exact, without trailing zeros.
 */
export type Decimal = string;
/**
 * ISO 4217 code.
 */
export type Currency = string;

/**
 * An organisation or person that the business buys from or sells to.
 */
export interface Party {
  /**
   * The name it is known by (BT-28 for a seller, BT-45 for a buyer; BT-27 and BT-44 when it is the registered name).
   */
  readonly name: string;
  /**
   * Whether it is an organisation or a natural person.
   */
  readonly kind?: 'organisation' | 'person';
  /**
   * What the party is to the business; it may be both.
   */
  readonly roles?: readonly ('supplier' | 'customer')[];
  /**
   * Numbers it is registered under, normalised so that the same party in two ERPs has equal values (BT-29, BT-30, BT-31; BT-46 to BT-48 for a buyer).
   */
  readonly identifiers?: readonly Identifier[];
  readonly address?: Address;
  readonly contact?: Contact;
  /**
   * Accounts it is paid to.
   */
  readonly bankAccounts?: readonly BankAccount[];
  /**
   * Language to write to it in: ISO 639-1, lower case.
   */
  readonly language?: string;
  /**
   * True while the ERP allows no new business with it.
   */
  readonly blocked?: boolean;
  readonly creditLimit?: Money;
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
 * Postal address (BG-5 of a seller, BG-8 of a buyer, BG-15 of a delivery).
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
/**
 * How to reach it (BG-6 for a seller, BG-9 for a buyer; UBL cac:Contact).
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
 * An account at a bank (BG-17).
 */
export interface BankAccount {
  /**
   * IBAN (BT-84).
   */
  readonly iban: string;
}
/**
 * The most it may owe.
 */
export interface Money {
  readonly amount: Decimal;
  readonly currency: Currency;
}
