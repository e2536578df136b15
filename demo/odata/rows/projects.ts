import { centsText } from '../../common/amounts.ts';
import { dayOf, laterDay } from '../../common/dates.ts';
import { personName } from '../../common/people.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import { places } from './places.ts';

const works = [
  'Ny bro över',
  'Ombyggnad av skola vid',
  'Neubau Lagerhalle',
  'Kontorhus',
  'Boligbygg ved',
  'Tunnel under',
  'Renovering av kaj',
  'Rehabilitering av sykehjem på',
] as const;
const sites = [
  'Älvsborgsåsen',
  'Søndre Fjordpark',
  'Kråkbergsvägen',
  'Mühlenfeld',
  'Østre Havn',
  'Hämeensilta',
] as const;
/** Created, released, technically completed, closed. */
export const projectStatuses: readonly [string, ...string[]] = ['10', '20', '40', '50'];

const longDescription =
  'Etapp 1: schakt och grundläggning. Etapp 2: "stomme" <platsgjuten> & prefabricerad. Etapp 3: tak – tätt hus 🏗️.\n'.repeat(
    40,
  );

/** The number-th project (from 1), last changed at that moment, for one of these customers. */
export function project(random: Random, number: number, changedAt: Date, customers: readonly Row[]): Row {
  const place = random.pick(places);
  const [city, postalCode] = random.pick(place.cities);
  const start = dayOf(changedAt, -random.integer(10, 900));
  const site = `${random.pick(works)} ${random.pick(sites)} ${random.integer(1, 9)}`;
  return {
    Project: `P-${String(number).padStart(5, '0')}`,
    ProjectDescription: number % 61 === 13 ? longDescription : number % 61 === 37 ? '' : site,
    ProjectStatus: random.pick(projectStatuses),
    Customer: customers[random.integer(0, customers.length - 1)]?.['BusinessPartner'] ?? null,
    ProjectManagerName: random.chance(0.06) ? null : personName(random),
    ProjectStartDate: start,
    ProjectEndDate: random.chance(0.3) ? null : laterDay(start, random.integer(30, 1200)),
    BudgetAmount:
      number % 61 === 43 ? '0.00' : centsText(random.integer(50, 90_000) * 1_000_000 + random.integer(0, 99)),
    Currency: place.currency,
    CostCenter: `CC${String(random.integer(1, 60)).padStart(4, '0')}`,
    StreetName: number % 61 === 7 ? null : `${random.pick(place.streets)} ${random.integer(1, 180)}`,
    CityName: city,
    PostalCode: postalCode,
    Country: place.country,
    LastChangeDateTime: changedAt.toISOString(),
  };
}
