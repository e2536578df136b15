import type { Random } from './random.ts';

const givenNames = ['Åsa', 'Øystein', 'Jörg', 'Märta', 'Søren', 'Päivi', 'Björn', 'Ingrid', 'Håkon', 'Sünje'] as const;
const familyNames = [
  'Åkerström',
  'Nygård',
  'Müllerbach',
  'Sjölander',
  'Bjørkli',
  'Høegh-Lund',
  'Hämäläinen',
  'Tveitå',
  'Groß',
  'Östling',
] as const;

export type PersonName = { readonly given: string; readonly family: string };

/** A name in two parts, put together from lists. */
export function personNameParts(random: Random): PersonName {
  return { given: random.pick(givenNames), family: random.pick(familyNames) };
}

/** A full name, put together from lists. */
export function personName(random: Random): string {
  const { given, family } = personNameParts(random);
  return `${given} ${family}`;
}

/** Letters and digits only, for mail addresses and user names: 'Åsa Groß' → 'asagross'. */
export function asciiName(name: string): string {
  return name
    .toLowerCase()
    .replace(/æ/g, 'ae')
    .replace(/ø/g, 'o')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '');
}
