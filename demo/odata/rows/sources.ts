import type { NextNumber } from '../../common/numbers.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import type { EntitySetName } from '../model.ts';

/** What a new row may refer to. */
export type RowSources = {
  readonly rows: (entitySet: EntitySetName) => readonly Row[];
  readonly nextNumber: NextNumber;
};

/** Makes a row that was last changed at that moment. What it can refer to is selected once, not for every row. */
export type CreateRow = (random: Random, changedAt: Date) => Row;

/** One of the rows; undefined when there are none. */
export function among(random: Random, rows: readonly Row[]): Row | undefined {
  return rows[random.integer(0, rows.length - 1)];
}

/** A number of a document, with a fixed count of digits. */
export function documentNumber(first: number, number: number): string {
  return String(first + number).padStart(10, '0');
}

export function costCenter(random: Random): string {
  return `CC${String(random.integer(1, 60)).padStart(4, '0')}`;
}

/** The lines of a document. */
export function linesOf(row: Row | undefined): readonly Row[] {
  const lines = row?.['to_Item'];
  return Array.isArray(lines) ? (lines as readonly Row[]) : [];
}
