import { centsText } from '../../common/amounts.ts';
import { dayOf } from '../../common/dates.ts';
import { asciiName, personName } from '../../common/people.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import { companyNumbers, iban } from './identifiers.ts';
import { type Place, places } from './places.ts';

const prefixes = [
  'Nord',
  'Väster',
  'Fjord',
  'Ås',
  'Sønder',
  'Berg',
  'Küsten',
  'Älv',
  'Øst',
  'Skog',
  'Hav',
  'Grå',
] as const;
const trades = {
  SE: ['bygg', ' Betong & Anläggning', 'takets Plåt', ' El och Värme', ' Maskinuthyrning', ' Måleri'],
  NO: ['bygg Entreprenør', ' Tømrer og Snekker', ' Rør og Varme', ' Kran & Løft', ' Grunnarbeid'],
  DE: ['bau', ' Tiefbau', ' Gerüstbau & Söhne', ' Baustoffhandel', ' Elektrotechnik'],
  DK: ['byg', ' Murer & Kloak', ' Stilladser', ' Tømrerfirma', ' Jord og Beton'],
  FI: ['rakennus', ' Betoni ja Teräs', ' Sähkötyöt', ' Nosturit'],
} as const;

const longSuffix = ', filial och projektkontor för anläggningsarbeten i norra regionen'.repeat(20);

function phone(random: Random, place: Place): string | null {
  if (random.chance(0.08)) return null;
  const number = random.digits(6).replace(/(..)(..)/, '$1 $2 ');
  return random.pick([`${place.phonePrefix} 10 ${number}`, `${place.phonePrefix}10${number.replaceAll(' ', '')}`]);
}

/** Rows as they occur in grown systems: valid, yet not what a developer expects. By number, so that each kind exists. */
function oddities(number: number): Row {
  switch (number % 97) {
    case 5:
      return { EmailAddress: '', PhoneNumber: '   ' };
    case 17:
      return { StreetName: null, EmailAddress: null, PhoneNumber: null, IBAN: null };
    case 29:
      return { OrganizationNumber: '', VATRegistration: ' ' };
    case 41:
      return { CityName: '', PostalCode: '', StreetName: '' };
    case 53:
      return { CreditLimitAmount: '9999999999999.99' };
    default:
      return {};
  }
}

function company(random: Random, place: Place, number: number): Row {
  const ending = number % 97 === 71 ? longSuffix : '';
  const name = `${random.pick(prefixes)}${random.pick(trades[place.country])} ${random.pick(place.legalForms)}${ending}`;
  const numbers = companyNumbers(random, place);
  return {
    BusinessPartnerFullName: name,
    BusinessPartnerCategory: '2',
    OrganizationNumber: random.chance(0.05) ? null : numbers.organization,
    VATRegistration: random.chance(0.1) ? null : numbers.vat,
    EmailAddress: random.chance(0.1) ? null : `faktura@${asciiName(name).slice(0, 40)}.example`,
  };
}

function person(random: Random): Row {
  const name = personName(random);
  return {
    BusinessPartnerFullName: name,
    BusinessPartnerCategory: '1',
    OrganizationNumber: null,
    VATRegistration: null,
    EmailAddress: `${asciiName(name)}@post.example`,
  };
}

/** The number-th business partner (from 1), last changed at that moment. Keys begin with zeros: they are texts. */
export function businessPartner(random: Random, number: number, changedAt: Date): Row {
  const place = random.pick(places);
  const [city, postalCode] = random.pick(place.cities);
  const supplier = random.chance(0.75);
  return {
    BusinessPartner: String(10_000_000 + number).padStart(10, '0'),
    ...(random.chance(0.08) ? person(random) : company(random, place, number)),
    IsSupplier: supplier,
    IsCustomer: !supplier || random.chance(0.15),
    BusinessPartnerIsBlocked: random.chance(0.04),
    Country: place.country,
    StreetName: `${random.pick(place.streets)} ${random.integer(1, 180)}`,
    CityName: city,
    PostalCode: postalCode,
    PhoneNumber: phone(random, place),
    IBAN: random.chance(0.07) ? null : iban(random, place),
    Language: place.language,
    CreditLimitAmount: random.chance(0.3) ? null : centsText(random.integer(1, 400) * 2_500_000),
    Currency: place.currency,
    CreationDate: dayOf(changedAt, -random.integer(1, 3000)),
    ...oddities(number),
    LastChangeDateTime: changedAt.toISOString(),
  };
}
