import { sharedObjectsOf } from '../../common/business-objects.ts';
import { createRandom, mixSeed } from '../../common/random.ts';
import { firstId, type ResourceName, type Row, resourceNames } from '../model.ts';
import type { GeneratedRow, StoredRow } from '../store.ts';
import { createRow } from './create-row.ts';
import { sharedArticleRow, sharedProjectRow } from './masters.ts';
import { customerRow, sharedFacts, supplierRow } from './parties.ts';
import { sharedInvoiceRow } from './shared-invoices.ts';
import type { Making } from './sources.ts';

export type RowCounts = Readonly<Record<ResourceName, number>>;

/** Of a thousand rows. What is left over is time entries. */
const shares: RowCounts = {
  customers: 60,
  suppliers: 60,
  employees: 15,
  activities: 5,
  articles: 80,
  projects: 30,
  timeEntries: 200,
  expenses: 50,
  orders: 60,
  purchaseOrders: 50,
  customerInvoices: 90,
  supplierInvoices: 90,
  payments: 70,
  deliveries: 50,
  vouchers: 90,
};

/** So many rows over all resources, in the proportions of a company; a few of each at least. */
export function countsOf(rows: number): RowCounts {
  const counts = Object.fromEntries(
    resourceNames.map((name) => [name, Math.max(2, Math.floor((rows * shares[name]) / 1000))]),
  ) as Record<ResourceName, number>;
  const others = resourceNames.reduce((sum, name) => (name === 'timeEntries' ? sum : sum + counts[name]), 0);
  return { ...counts, timeEntries: Math.max(2, rows - others) };
}

/** When the generated history ends; fixed, so that a restarted simulator has the same rows with the same times. */
const historyEnd = Date.parse('2026-07-01T00:00:00.000Z');
const day = 86_400_000;

function changeTime(seed: number, end: number, resource: number, index: number): number {
  const random = createRandom(mixSeed(seed, 77, resource, index));
  // A tenth was changed by nightly jobs, many rows at the same moment; one of them ran while the clock was put back.
  if (!random.chance(0.1)) return end - random.integer(1, 365 * day);
  return random.chance(0.1)
    ? Date.parse('2025-10-26T00:40:00.000Z')
    : end - random.integer(1, 24) * 15 * day + 7_200_000;
}

type SharedRows = Partial<Record<ResourceName, readonly ((making: Making) => Row)[]>>;

/** Rows that the other demo ERP knows as well: the first ones of their resources. */
function sharedRows(): SharedRows {
  const { parties, articles, projects, supplierInvoices } = sharedObjectsOf('nordic');
  const facts = parties.map(sharedFacts);
  return {
    customers: facts
      .filter(({ isCustomer }) => isCustomer)
      .map(
        (fact) =>
          ({ random }) =>
            customerRow(random, fact, true),
      ),
    suppliers: facts
      .filter(({ isSupplier }) => isSupplier)
      .map(
        (fact) =>
          ({ random }) =>
            supplierRow(random, fact, true),
      ),
    articles: articles.map((article) => (making) => sharedArticleRow(making, article)),
    projects: projects.map((project) => (making) => sharedProjectRow(making, project, parties[project.customer])),
    supplierInvoices: supplierInvoices.map(
      (invoice) => (making) => sharedInvoiceRow(making, invoice, { parties, articles }),
    ),
  };
}

export type GenerateOptions = {
  readonly seed: number;
  readonly counts: RowCounts;
  readonly now: Date;
  /** Whether this company has the business objects that the other demo ERP has. */
  readonly withShared: boolean;
};

/** All rows at the start: the same for the same options, and none that changed later than `now`. */
export function generateRows(options: GenerateOptions): Readonly<Record<ResourceName, readonly GeneratedRow[]>> {
  const { seed, counts, now } = options;
  const end = Math.min(historyEnd, Math.floor(now.getTime() / day) * day);
  const shared = options.withShared ? sharedRows() : {};
  const made = Object.fromEntries(resourceNames.map((name) => [name, [] as StoredRow[]])) as Record<
    ResourceName,
    StoredRow[]
  >;
  for (const [resourceIndex, resource] of resourceNames.entries()) {
    const own = shared[resource] ?? [];
    for (let index = 0; index < Math.max(counts[resource], own.length); index += 1) {
      const changed = changeTime(seed, end, resourceIndex, index);
      const random = createRandom(mixSeed(seed, resourceIndex, index));
      const making: Making = { random, index, changedAt: new Date(changed), rows: (name) => made[name] };
      const row = (own[index] ?? createRow[resource])(making);
      made[resource].push({ id: firstId + index, changed, row });
    }
  }
  return made;
}
