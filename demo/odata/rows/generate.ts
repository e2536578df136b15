import type { NextNumber } from '../../common/numbers.ts';
import { createRandom, mixSeed } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import { type EntitySetName, entitySetNames } from '../model.ts';
import { rowCreator } from './create-row.ts';
import { sharedCounts, sharedRow } from './shared-rows.ts';
import type { RowSources } from './sources.ts';

/** How many rows of each entity set; none where it says nothing. */
export type RowCounts = { readonly [Name in EntitySetName as Uncapitalize<Name>]?: number };

export const defaultCounts: Required<RowCounts> = {
  businessPartners: 1200,
  projects: 300,
  supplierInvoices: 2500,
  products: 300,
  workforcePersons: 120,
  activities: 30,
  salesOrders: 250,
  timeEntries: 800,
  expenses: 200,
  purchaseOrders: 300,
  billingDocuments: 300,
  payments: 400,
  outboundDeliveries: 200,
  journalEntries: 400,
};

const countName = (entitySet: EntitySetName): keyof RowCounts =>
  `${entitySet.slice(0, 1).toLowerCase()}${entitySet.slice(1)}` as keyof RowCounts;

/** That many rows over these sets, in the proportion of the default: at least one in each, the last one has the rest. */
export function countsFor(total: number, entitySets: readonly EntitySetName[]): RowCounts {
  const usual = (entitySet: EntitySetName): number => defaultCounts[countName(entitySet)];
  const sum = entitySets.reduce((all, entitySet) => all + usual(entitySet), 0);
  let rest = total;
  const counts = entitySets.map((entitySet, index) => {
    const share = index === entitySets.length - 1 ? rest : Math.ceil((usual(entitySet) * total) / sum);
    const count = Math.max(1, share);
    rest -= count;
    return [countName(entitySet), count] as const;
  });
  return Object.fromEntries(counts);
}

/**
 * When the generated history ends. Fixed, so that a simulator that is started again has the same rows with the same
 * change times, as an ERP would.
 */
const historyEnd = Date.parse('2026-07-01T00:00:00.000Z');
const day = 86_400_000;
const year = 365 * day;
/** Nightly jobs change many rows at one moment: a tenth of all rows shares these few timestamps. */
const nightlyJobs = 24;

function changeTime(seed: number, end: number, entitySetIndex: number, index: number): Date {
  const random = createRandom(mixSeed(seed, 77, entitySetIndex, index));
  if (!random.chance(0.1)) return new Date(end - year + random.integer(0, year - 1));
  const night = Math.floor((random.integer(1, nightlyJobs) * 365) / nightlyJobs);
  return new Date(end - night * day + 2 * 3_600_000 + 120);
}

export type Generation = {
  readonly seed: number;
  readonly counts: RowCounts;
  readonly now: Date;
  readonly nextNumber: NextNumber;
  /** Whether what the other demo ERP knows too is there, all of it, however small the counts. */
  readonly shared: boolean;
};

/** All rows at the start: the same for the same seed and counts, and no change later than `now`. */
export function generateRows(generation: Generation): Readonly<Record<EntitySetName, readonly Row[]>> {
  const { seed, counts, now, nextNumber, shared } = generation;
  const end = Math.min(historyEnd, Math.floor(now.getTime() / day) * day);
  const rows = Object.fromEntries(entitySetNames.map((name) => [name, [] as Row[]])) as Record<EntitySetName, Row[]>;
  const sources: RowSources = { rows: (name) => rows[name], nextNumber };
  for (const [entitySetIndex, entitySet] of entitySetNames.entries()) {
    const create = rowCreator(entitySet, sources);
    const count = Math.max(counts[countName(entitySet)] ?? 0, shared ? (sharedCounts[entitySet] ?? 0) : 0);
    for (let index = 0; index < count; index += 1) {
      const random = createRandom(mixSeed(seed, entitySetIndex, index));
      const changedAt = changeTime(seed, end, entitySetIndex, index);
      const known = shared ? sharedRow(entitySet, index, changedAt, sources) : undefined;
      rows[entitySet].push(known ?? create(random, changedAt));
    }
  }
  return rows;
}
