import { normaliseIdentifier } from '../../core/identifiers.ts';
import { scalarText } from '../../core/json.ts';
import { decimal } from '../mapping/functions/decimal.ts';

/** How fields of these names are compared, wherever they stand. Other texts: Unicode NFC, blanks as one. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  phone: (text) => text.replaceAll(/[^\d+]/g, '').replace(/^00/, '+'),
  postalCode: (text) => text.replaceAll(/[\s-]/g, '').toUpperCase(),
  email: (text) => text.trim().toLowerCase(),
  iban: (text) => normaliseIdentifier({ scheme: 'iban', value: text }).value,
};

const decimalText = /^[-+]?\d*\.?\d+(e[-+]?\d{1,3})?$/i;

/**
 * A value as it is compared. Texts that are decimals by the schema are equal when their values are; numbers anywhere, too.
 */
export function spelled(field: string, value: unknown, isDecimal: boolean): string {
  const text = scalarText(value) ?? JSON.stringify(value) ?? 'null';
  if ((isDecimal || typeof value === 'number') && decimalText.test(text)) return decimal(text) ?? text;
  if (typeof value !== 'string') return text;
  const plain = value.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  const spelling = Object.hasOwn(spellings, field) ? spellings[field] : undefined;
  return spelling ? spelling(plain) : plain;
}
