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

/** A full name, put together from lists. */
export function personName(random: Random): string {
  return `${random.pick(givenNames)} ${random.pick(familyNames)}`;
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
