import { centsText, scaledText, unscaled } from '../../common/amounts.ts';
import { gs1Digit } from '../../common/check-digits.ts';
import { laterDay } from '../../common/dates.ts';
import { asciiName, personName } from '../../common/people.ts';
import type { SharedArticle } from '../../common/shared-articles.ts';
import type { SharedParty } from '../../common/shared-parties.ts';
import type { SharedProject } from '../../common/shared-projects.ts';
import { exact } from '../exact.ts';
import { firstId, type Row } from '../model.ts';
import { type Making, recentDay, some } from './sources.ts';

/** UN/ECE Recommendation 20 as this ERP abbreviates it. */
const units = { H87: 'stk', HUR: 't', MTR: 'm', MTK: 'm2', MTQ: 'm3', KGM: 'kg', TNE: 'tonn' } as const;
const longBudget = '12345678901234567.89';
const titles = ['Tømrer', 'Prosjektleder', 'Elektriker', 'Rørlegger', 'Regnskapsfører', 'Lærling'] as const;
const departments = ['Byggeplass Nord', 'Byggeplass Sør', 'Økonomi', 'Lager'] as const;
const places = ['Fjordgløtt', 'Åsheim', 'Øvrevoll', 'Kjærlighetsstien', 'Blåfjell'] as const;
const works = ['Nybygg', 'Rehabilitering', 'Påbygg', 'Garasje', 'Våtrom'] as const;
const goods = ['Skrue', 'Bjelke', 'Rør', 'Kabel', 'Dør', 'Gipsplate', 'Fliser', 'Mørtel'] as const;

export function employeeRow({ random, index, changedAt }: Making): Row {
  const name = personName(random);
  const [firstName = '', lastName = ''] = [name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1)];
  const start = laterDay(recentDay({ random, index, changedAt, rows: () => [] }, 2000), -60);
  return {
    employeeNumber: String(101 + index),
    firstName,
    lastName,
    title: random.pick(titles),
    department: random.pick(departments),
    email: `${asciiName(name)}.${101 + index}@nordbygg.example`,
    mobile: random.chance(0.1) ? '' : `+47 4${random.digits(7)}`,
    managerId: index === 0 ? null : firstId + random.integer(0, Math.min(index - 1, 4)),
    employedFrom: start,
    employedTo: random.chance(0.9) ? '' : laterDay(start, random.integer(200, 900)),
    hourlyCost: exact(centsText(random.integer(24_000, 92_000))),
    currency: 'NOK',
    active: random.chance(0.93),
  };
}

const kinds = [
  ['Montering', 'WORK'],
  ['Rørlegging', 'WORK'],
  ['Byggeledelse', 'WORK'],
  ['Reisetid', 'TRAVEL'],
  ['Kjøregodtgjørelse', 'COST'],
  ['Sykefravær', 'ABSENCE'],
  ['Ferie', 'ABSENCE'],
] as const;

export function activityRow({ random, index }: Making): Row {
  const [name, type] = kinds[index % kinds.length] ?? kinds[0];
  return {
    activityCode: `A${String(index + 1).padStart(3, '0')}`,
    name: index < kinds.length ? name : `${name}, trinn ${Math.floor(index / kinds.length)}`,
    type,
    unit: type === 'COST' ? 'km' : 't',
    invoiceable: type === 'WORK' || type === 'TRAVEL',
    hourlyRate: type === 'ABSENCE' ? null : exact(scaledText(random.integer(650_000_000, 1_450_000_000), 6)),
    currency: 'NOK',
    vatCode: '3',
    account: type === 'COST' ? '7100' : '3020',
    active: random.chance(0.95),
  };
}

/** The only resource that writes yes and no as 1 and 0, and stock as text. */
export function articleRow({ random, index }: Making): Row {
  const twelve = `7399${String(10_000_000 + index)}`;
  const unit = random.pick(['stk', 'stk', 'm', 'm2', 'kg', 't', 'pakke'] as const);
  // Screws are sold by the thousand and priced by the piece.
  const price = index % 23 === 4 ? random.integer(4_000, 9_999) : random.integer(1_000_000, 9_000_000_000);
  return {
    articleNumber: String(5_001 + index),
    description: `${random.pick(goods)} ${random.integer(1, 400)} mm`,
    ean: random.chance(0.3) ? '' : `${twelve}${gs1Digit(twelve)}`,
    unit,
    isService: unit === 't' ? 1 : 0,
    salesPrice: exact(scaledText(price, 6)),
    purchasePrice: exact(scaledText(Math.floor(price * 0.7), 6)),
    currency: 'NOK',
    vatCode: '3',
    vatPercent: exact('25.00'),
    articleGroup: random.pick(['Festemidler', 'Trelast', 'Rør', 'Øvrig']),
    stockItem: unit === 't' ? 0 : 1,
    stockQuantity: unit === 't' ? '' : scaledText(random.integer(0, 900_000), 3),
    account: '3000',
    active: random.chance(0.95) ? 1 : 0,
  };
}

export function sharedArticleRow(making: Making, article: SharedArticle): Row {
  const { amount, currency } = article.salesPrice;
  return {
    ...articleRow(making),
    articleNumber: article.numbers.nordic,
    description: article.name,
    // As printed below the bars.
    ean: article.gtin.replace(/^(.)(.{6})(.{6})$/, '$1 $2 $3'),
    unit: units[article.unit],
    isService: article.unit === 'HUR' ? 1 : 0,
    salesPrice: exact(scaledText(unscaled(amount) * 10_000, 6)),
    purchasePrice: null,
    currency,
    stockItem: article.unit === 'HUR' ? 0 : 1,
    stockQuantity: article.unit === 'HUR' ? '' : '250.000',
    active: 1,
  };
}

const noDay = '0000-00-00';

export function projectRow(making: Making): Row {
  const { random, index } = making;
  const startDate = recentDay(making, 700);
  const manager = some(making, 'employees');
  const { row: customer } = some(making, 'customers');
  return {
    projectNumber: `NB-${String(1_001 + index)}`,
    name: `${random.pick(works)} ${random.pick(places)} ${random.integer(1, 60)}`,
    status: random.pick(['PLANNED', 'ONGOING', 'ONGOING', 'COMPLETED', 'CLOSED']),
    customerCompanyNo: customer['companyNo'] ?? null,
    manager: { employeeId: manager.id, name: `${String(manager.row['firstName'])} ${String(manager.row['lastName'])}` },
    startDate,
    endDate: random.chance(0.3) ? noDay : laterDay(startDate, random.integer(30, 700)),
    budget: exact(index % 17 === 4 ? longBudget : centsText(random.integer(5, 9_000) * 1_000_000 + 50)),
    currency: 'NOK',
    costCentre: `K${random.integer(10, 40)}`,
    site: {
      street: `${random.pick(places)}veien ${random.integer(1, 90)}`,
      zipCode: '3510',
      city: 'Hønefoss',
      country: 'NO',
    },
  };
}

const statuses = { planned: 'PLANNED', active: 'ONGOING', completed: 'COMPLETED', closed: 'CLOSED' } as const;

/** Its site is its customer's address, and it has no manager: so the other demo ERP has it, too. */
export function sharedProjectRow(making: Making, project: SharedProject, customer: SharedParty | undefined): Row {
  const own = projectRow(making);
  const { street = '', postalCode = '', city = '', country = 'NO' } = customer?.address ?? {};
  return {
    ...own,
    manager: { employeeId: some(making, 'employees').id, name: '' },
    site: { street, zipCode: postalCode, city, country },
    projectNumber: project.number,
    name: project.name,
    status: statuses[project.status],
    customerCompanyNo: 9_000_001 + project.customer,
    startDate: project.startDate,
    endDate: project.endDate,
    budget: exact(project.budget.amount),
    currency: project.budget.currency,
  };
}
