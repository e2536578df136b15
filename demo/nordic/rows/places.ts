import { ibanOf, luhnDigit, modulus11Digit } from '../../common/check-digits.ts';
import type { Random } from '../../common/random.ts';

export type Country = 'NO' | 'SE' | 'DK' | 'FI' | 'DE';

export type Place = {
  readonly country: Country;
  readonly language: string;
  readonly currency: string;
  readonly phonePrefix: string;
  readonly legalForm: string;
  readonly accountDigits: number;
  readonly streets: readonly [string, ...string[]];
  readonly cities: readonly [readonly [string, string], ...(readonly [string, string])[]];
};

const norway: Place = {
  country: 'NO',
  language: 'nb',
  currency: 'NOK',
  phonePrefix: '+47',
  legalForm: 'AS',
  accountDigits: 11,
  streets: ['Strandgata', 'Øvre Møllevei', 'Sjøbodveien', 'Elvegata', 'Brårudveien'],
  cities: [
    ['Hønefoss', '3510'],
    ['Drøbak', '1440'],
    ['Ålesund', '6003'],
    ['Tromsø', '9010'],
    ['Fredrikstad', '1606'],
  ],
};

const others: readonly [Place, ...Place[]] = [
  {
    country: 'SE',
    language: 'sv',
    currency: 'SEK',
    phonePrefix: '+46',
    legalForm: 'AB',
    accountDigits: 20,
    streets: ['Smedjegatan', 'Södra Åvägen', 'Björkbacken', 'Lärkvägen'],
    cities: [
      ['Strömstad', '452 30'],
      ['Karlstad', '652 24'],
      ['Östersund', '831 30'],
    ],
  },
  {
    country: 'DK',
    language: 'da',
    currency: 'DKK',
    phonePrefix: '+45',
    legalForm: 'ApS',
    accountDigits: 14,
    streets: ['Søndergade', 'Ærøvej', 'Østre Havnevej'],
    cities: [
      ['Frederikshavn', '9900'],
      ['Ærøskøbing', '5970'],
    ],
  },
];

/** Mostly Norway, for the office is there. */
export function placeOf(random: Random): Place {
  return random.chance(0.7) ? norway : random.pick(others);
}

export type CompanyNumbers = { readonly orgno: string; readonly vat: string };

/** Made-up numbers with right check digits, without blanks. */
export function companyNumbers(random: Random, country: Country): CompanyNumbers {
  if (country === 'SE') {
    const nine = `558${random.digits(6)}`;
    const orgno = `${nine}${luhnDigit(nine)}`;
    return { orgno, vat: `SE${orgno}01` };
  }
  const [first, weights] = country === 'NO' ? ['89', [3, 2, 7, 6, 5, 4, 3, 2]] : ['4', [2, 7, 6, 5, 4, 3, 2]];
  for (;;) {
    const digits = `${first}${random.digits(weights.length - first.length)}`;
    const check = modulus11Digit(digits, weights);
    if (check !== undefined) return { orgno: `${digits}${check}`, vat: `${country}${digits}${check}` };
  }
}

export function accountOf(random: Random, place: Place): string {
  return ibanOf(place.country, `00${random.digits(place.accountDigits - 2)}`);
}

/** Numbers as this ERP's users type them: other than in other ERPs, and not always the same. */
export function writtenOrgno(orgno: string, country: string): string {
  switch (country) {
    case 'NO':
      return `${orgno.slice(0, 3)} ${orgno.slice(3, 6)} ${orgno.slice(6)}`;
    case 'SE':
      // With the century that the tax office writes in front of companies.
      return `16${orgno.slice(0, 6)}-${orgno.slice(6)}`;
    case 'DK':
      return `${orgno.slice(0, 4)} ${orgno.slice(4)}`;
    case 'FI':
      return `${orgno.slice(0, 7)}-${orgno.slice(7)}`;
    default:
      return orgno;
  }
}

export function writtenVat(vat: string): string {
  const [country, digits] = [vat.slice(0, 2), vat.slice(2)];
  return country === 'NO' ? `NO ${digits} MVA` : `${country}-${digits}`;
}

export function writtenIban(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, '$1 ');
}
