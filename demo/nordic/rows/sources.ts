import { dayOf } from '../../common/dates.ts';
import type { Random } from '../../common/random.ts';
import { firstId, type ResourceName, type Row } from '../model.ts';
import type { StoredRow } from '../store.ts';

/** What a new row is made of and may refer to. */
export type Making = {
  readonly random: Random;
  /** Counts the rows of the resource, from 0; decides which rare things a row has. */
  readonly index: number;
  readonly changedAt: Date;
  readonly rows: (resource: ResourceName) => readonly Pick<StoredRow, 'id' | 'row'>[];
};

export const nobody: Pick<StoredRow, 'id' | 'row'> = { id: firstId, row: {} };

/** One of the rows of a resource. */
export function some({ random, rows }: Making, resource: ResourceName): Pick<StoredRow, 'id' | 'row'> {
  const all = rows(resource);
  return all[random.integer(0, all.length - 1)] ?? nobody;
}

/** The customer or supplier as documents name it. */
export function partyOf({ row }: Pick<StoredRow, 'row'>): Row {
  return { companyNo: row['companyNo'], name: row['name'] };
}

/** A day in the weeks before the change. */
export function recentDay({ random, changedAt }: Making, most = 60): string {
  return dayOf(changedAt, -random.integer(0, most));
}

/** The day as one of the older resources writes it. */
export function dottedDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${date}.${month}.${year}`;
}
