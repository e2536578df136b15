export type Column = {
  readonly title: string;
  /** Numbers stand right; texts left, unless said otherwise. */
  readonly align?: 'left' | 'right';
  /** The column that is shortened when the table is wider than the terminal. */
  readonly shrink?: boolean;
};

export type Cell = string | number | undefined;

const textOf = (cell: Cell): string => (cell === undefined ? '' : String(cell).replaceAll(/\s+/g, ' '));

/** At most `width` signs; what is cut off ends in an ellipsis. */
export function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** A table as lines without borders, its columns two signs apart, or one where it would not fit otherwise. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width = 80,
): readonly string[] {
  const cells = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((_, index) => textOf(row[index]))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  const sum = widths.reduce((total, own) => total + own, 0);
  const gap = sum + 2 * (columns.length - 1) <= width ? 2 : 1;
  const excess = sum + gap * (columns.length - 1) - width;
  const shrinking = columns.findIndex((column) => column.shrink);
  if (excess > 0 && shrinking >= 0) widths[shrinking] = Math.max(8, (widths[shrinking] ?? 0) - excess);
  const right = columns.map(
    (column, index) => column.align === 'right' || (column.align === undefined && isNumeric(rows, index)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => {
        const fitted = shorten(cell, widths[index] ?? cell.length);
        return right[index] ? fitted.padStart(widths[index] ?? 0) : fitted.padEnd(widths[index] ?? 0);
      })
      .join(' '.repeat(gap))
      .trimEnd();
  return cells.map(line);
}

function isNumeric(rows: readonly (readonly Cell[])[], index: number): boolean {
  return rows.length > 0 && rows.every((row) => typeof row[index] === 'number' || row[index] === undefined);
}
