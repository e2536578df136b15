import type { Property } from '../edm.ts';

/** `Edm.String`. */
export const text = (name: string, maxLength?: number): Property => ({
  name,
  type: 'Edm.String',
  nullable: false,
  ...(maxLength === undefined ? {} : { maxLength }),
});
/** `Edm.Boolean`. */
export const flag = (name: string): Property => ({ name, type: 'Edm.Boolean', nullable: false });
/** `Edm.Date`. */
export const date = (name: string): Property => ({ name, type: 'Edm.Date', nullable: false });
/** `Edm.DateTimeOffset` with milliseconds. */
export const moment = (name: string): Property => ({ name, type: 'Edm.DateTimeOffset', nullable: false, precision: 3 });
/** `Edm.Decimal`. */
export const decimal = (name: string, precision: number, scale: number): Property => ({
  name,
  type: 'Edm.Decimal',
  nullable: false,
  precision,
  scale,
});
/** An amount of money. */
export const amount = (name: string): Property => decimal(name, 15, 2);
/** The property may be null. */
export const optional = (property: Property): Property => ({ ...property, nullable: true });

/** Where something or somebody is. */
export const address: readonly Property[] = [
  optional(text('StreetName', 60)),
  text('CityName', 40),
  text('PostalCode', 10),
  text('Country', 2),
];

/** What a line of a document costs. */
export const lineAmounts: readonly Property[] = [
  amount('NetPriceAmount'),
  amount('NetAmount'),
  text('TaxCode', 2),
  decimal('TaxPercent', 5, 2),
];

/** Sums of a document. */
export const documentAmounts: readonly Property[] = [amount('NetAmount'), amount('TaxAmount'), amount('GrossAmount')];

export const changed: Property = moment('LastChangeDateTime');
