import type { NextNumber } from '../../common/numbers.ts';
import { createRandom, mixSeed } from '../../common/random.ts';
import { type EntitySetName, entitySetNames, type Row } from '../model.ts';
import { rowCreator } from './create-row.ts';

export type RowCounts = {
  readonly businessPartners: number;
  readonly projects: number;
  readonly supplierInvoices: number;
};

export const defaultCounts: RowCounts = { businessPartners: 1200, projects: 300, supplierInvoices: 2500 };

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

/** All rows at the start: the same for the same seed and counts, and no change later than `now`. */
export function generateRows(
  seed: number,
  counts: RowCounts,
  now: Date,
  nextNumber: NextNumber,
): Readonly<Record<EntitySetName, readonly Row[]>> {
  const end = Math.min(historyEnd, Math.floor(now.getTime() / day) * day);
  const wanted = {
    BusinessPartners: counts.businessPartners,
    Projects: counts.projects,
    SupplierInvoices: counts.supplierInvoices,
  };
  const rows: Record<EntitySetName, Row[]> = { BusinessPartners: [], Projects: [], SupplierInvoices: [] };
  for (const [entitySetIndex, entitySet] of entitySetNames.entries()) {
    const create = rowCreator(entitySet, { rows: (name) => rows[name], nextNumber });
    for (let index = 0; index < wanted[entitySet]; index += 1) {
      const random = createRandom(mixSeed(seed, entitySetIndex, index));
      rows[entitySet].push(create(random, changeTime(seed, end, entitySetIndex, index)));
    }
  }
  return rows;
}
