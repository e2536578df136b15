import { centsText } from '../../common/amounts.ts';
import { asciiName, personName } from '../../common/people.ts';
import type { Random } from '../../common/random.ts';
import type { SharedParty } from '../../common/shared-parties.ts';
import { exact } from '../exact.ts';
import type { Row } from '../model.ts';
import { accountOf, companyNumbers, placeOf, writtenIban, writtenOrgno, writtenVat } from './places.ts';

/** Whatever is known of a company, before it is written as a customer or as a supplier. */
export type PartyFacts = {
  /** Number in the register of companies, which customers and suppliers share. */
  readonly companyNo: number;
  readonly name: string;
  readonly isPerson: boolean;
  readonly isSupplier: boolean;
  readonly isCustomer: boolean;
  readonly orgno: string;
  readonly vat: string;
  readonly street: string;
  readonly city: string;
  readonly postalCode: string;
  readonly country: string;
  readonly email: string;
  readonly phone: string;
  readonly iban: string;
  readonly language: string;
  readonly currency: string;
};

const firstParts = ['Fjell', 'Nordre', 'Blåbær', 'Skjærgård', 'Østby', 'Ånes', 'Hjørne', 'Bære', 'Tømmer'] as const;
const secondParts = ['Bygg', 'Entreprenør', 'Rør', 'Elektro', 'Møbler', 'Eiendom', 'Maskin', 'Snekkeri'] as const;

export function sharedFacts(party: SharedParty, index: number): PartyFacts {
  const { address, contact, roles } = party;
  return {
    companyNo: 9_000_001 + index,
    name: party.name,
    isPerson: party.kind === 'person',
    isSupplier: roles.includes('supplier'),
    isCustomer: roles.includes('customer'),
    orgno: party.orgno === undefined ? '' : writtenOrgno(party.orgno, address.country),
    vat: party.vat === undefined ? '' : writtenVat(party.vat),
    ...address,
    ...contact,
    iban: writtenIban(party.iban),
    language: party.language,
    currency: party.currency,
  };
}

/** A company or, now and then, a person that only this ERP knows. */
export function ownFacts(random: Random, companyNo: number, role: 'customer' | 'supplier'): PartyFacts {
  const place = placeOf(random);
  const [city, postalCode] = random.pick(place.cities);
  const isPerson = random.chance(0.06);
  const name = isPerson
    ? personName(random)
    : `${random.pick(firstParts)} ${random.pick(secondParts)} ${random.integer(1, 99)} ${place.legalForm}`;
  const numbers = companyNumbers(random, place.country);
  return {
    ...{ companyNo, name, isPerson, isSupplier: role === 'supplier', isCustomer: role === 'customer' },
    orgno: isPerson || random.chance(0.05) ? '' : writtenOrgno(numbers.orgno, place.country),
    vat: isPerson || random.chance(0.1) ? '' : writtenVat(numbers.vat),
    street: companyNo % 89 === 3 ? '' : `${random.pick(place.streets)} ${random.integer(1, 180)}`,
    ...{ city, postalCode, country: place.country },
    email: companyNo % 89 === 7 ? '' : `post@${asciiName(name).slice(0, 40)}.example`,
    phone: random.chance(0.1) ? '' : `${place.phonePrefix} ${random.digits(8)}`,
    iban: random.chance(0.1) ? '' : writtenIban(accountOf(random, place)),
    ...{ language: place.language, currency: place.currency },
  };
}

export function customerRow(random: Random, facts: PartyFacts, isShared: boolean): Row {
  return {
    customerNumber: `K${facts.companyNo}`,
    companyNo: facts.companyNo,
    name: facts.name,
    isPrivatePerson: facts.isPerson,
    isSupplier: facts.isSupplier,
    organisationNumber: facts.orgno,
    vatNumber: facts.vat,
    addressLine: facts.street,
    zipCode: facts.postalCode,
    city: facts.city,
    countryCode: facts.country,
    email: facts.email,
    phone: facts.phone,
    bankAccount: facts.iban,
    language: facts.language.toUpperCase(),
    creditLimit: isShared || random.chance(0.4) ? null : exact(centsText(random.integer(1, 900) * 1_000_000)),
    currency: facts.currency,
    inactive: !isShared && random.chance(0.04),
    paymentTerms: random.pick(['14 dager', '30 dager', '30 dager', 'Kontant']),
  };
}

export function supplierRow(random: Random, facts: PartyFacts, isShared: boolean): Row {
  return {
    supplierNumber: String(facts.companyNo),
    companyNo: facts.companyNo,
    name: facts.name,
    isPrivatePerson: facts.isPerson,
    isCustomer: facts.isCustomer,
    organisationNumber: facts.orgno,
    vatNumber: facts.vat,
    address: { street: facts.street, postalCode: facts.postalCode, city: facts.city, country: facts.country },
    contact: { email: facts.email, phone: facts.phone },
    bankAccounts: facts.iban === '' ? [] : [{ iban: facts.iban }],
    language: facts.language.toUpperCase(),
    currency: facts.currency,
    paymentDays: random.pick([10, 14, 30, 45]),
    inactive: !isShared && random.chance(0.04),
  };
}
