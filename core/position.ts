/**
 * Where a record was extracted. The order of positions is the order of truth: of two versions of a record, the one with
 * the greater position is newer, whenever it arrives.
 */
export type Position = {
  /** Number of the run, per connection, from 1. */
  readonly run: number;
  /** Number of the batch, per run and stream, from 1. */
  readonly batch: number;
  /** Index of the record in its batch, from 0. */
  readonly index: number;
};

const digits = (value: number, width: number): string => {
  const text = String(value);
  if (!Number.isSafeInteger(value) || value < 0 || text.length > width)
    throw new RangeError(`${value} does not fit a position (${width} digits)`);
  return text.padStart(width, '0');
};

/** `00000012.000034.0123`: sorts as text in the order of positions (10^8 runs, 10^6 batches a run, 10^4 records a batch). */
export function formatPosition(position: Position): string {
  return `${digits(position.run, 8)}.${digits(position.batch, 6)}.${digits(position.index, 4)}`;
}

/**
 * A position and then the version of the mapping: the revision of an entity. Text order is revision order, so that a
 * record mapped again with a mended mapping is newer than the same record mapped before, and older than the next one read.
 */
export function formatRevision(position: Position, mappingVersion: number): string {
  return `${formatPosition(position)}.${digits(mappingVersion, 4)}`;
}

/** The position in a revision or a formatted position. */
export function parsePosition(text: string): Position {
  const match = /^(\d{8})\.(\d{6})\.(\d{4})(?:\.\d{4})?$/.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a position`);
  return { run: Number(match[1]), batch: Number(match[2]), index: Number(match[3]) };
}
