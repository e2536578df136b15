import { centsText } from '../../common/amounts.ts';
import { dayOf } from '../../common/dates.ts';
import { asciiName, personNameParts } from '../../common/people.ts';
import { among, type CreateRow, costCenter, type RowSources } from './sources.ts';

const jobs = [
  'Snickare',
  'Platschef',
  'Anleggsgartner',
  'Kranførare',
  'Elektriker',
  'Kalkylator',
  'Murer',
  'Projektleder',
] as const;
const units = ['Produktion Väst', 'Produktion Nord', 'Anlegg', 'Kalkyl & inköp', 'Ekonomi', 'Service'] as const;

/** People who work here. A manager is somebody who was there before. */
export function workforcePersonCreator({ rows, nextNumber }: RowSources): CreateRow {
  const persons = rows('WorkforcePersons');
  return (random, changedAt) => {
    const number = nextNumber('WorkforcePersons');
    const { given, family } = personNameParts(random);
    const left = random.chance(0.08);
    return {
      WorkforcePerson: String(number).padStart(8, '0'),
      FirstName: given,
      LastName: family,
      EmailAddress: random.chance(0.05) ? null : `${asciiName(given)}.${asciiName(family)}${number}@demo-bygg.example`,
      PhoneNumber: random.chance(0.2) ? null : `+46 70 ${random.digits(3)} ${random.digits(2)} ${random.digits(2)}`,
      JobTitle: random.chance(0.05) ? null : random.pick(jobs),
      OrganizationalUnitName: random.pick(units),
      ManagerWorkforcePerson: random.chance(0.9)
        ? (among(random, persons.slice(0, 12))?.['WorkforcePerson'] ?? null)
        : null,
      EmploymentStartDate: dayOf(changedAt, -random.integer(30, 9000)),
      EmploymentEndDate: left ? dayOf(changedAt, random.integer(-20, 60)) : null,
      WorkAgreementStatus: left ? '0' : '1',
      CostCenter: costCenter(random),
      HourlyCostRateAmount: random.chance(0.1) ? null : centsText(random.integer(280, 720) * 100),
      Currency: 'SEK',
      LastChangeDateTime: changedAt.toISOString(),
    };
  };
}
