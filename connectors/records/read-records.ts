import type { CursorFormat } from '../../core/connector/model.ts';
import { normaliseCursor } from '../cursor/normalise.ts';
import { compareCursors } from '../cursor/order.ts';
import type { Fault } from '../request/fault.ts';
import type { RecordTexts } from './find-records.ts';
import { recordKey } from './record-key.ts';

/** A record as it was sent. */
export type RawRecord = {
  readonly key: string;
  /** Its JSON on one line, digits kept. */
  readonly text: string;
  /** ISO 8601 in UTC with milliseconds, or the text itself for the format `text`; absent where the record has none. */
  readonly cursor?: string;
};

export type RecordRules = {
  readonly primaryKey: readonly string[];
  readonly cursor?: {
    readonly field: string;
    readonly format: CursorFormat;
    readonly timezone?: string;
    readonly ascending: boolean;
  };
};

export type ReadRecords = {
  readonly records: readonly RawRecord[];
  /** In an ascending order, the greatest cursor so far. */
  readonly greatest: string | undefined;
};

type Fields = Readonly<Record<string, unknown>>;

/** Top-level fields that `readRecords` looks at. */
export function fieldsRead({ primaryKey, cursor }: RecordRules): readonly string[] {
  return cursor ? [...primaryKey, cursor.field] : primaryKey;
}

/**
 * Gives every record of a page its key and its cursor; `texts` are theirs where they are known. Throws ErpContractBroken for a record that has no key, two that
 * have the same, and a cursor that cannot be read or goes backwards where the order is ascending.
 */
export function readRecords(
  list: readonly unknown[],
  rules: RecordRules,
  greatestBefore: string | undefined,
  fault: Fault,
  texts?: RecordTexts,
): ReadRecords {
  const seen = new Map<string, number>();
  const records: RawRecord[] = [];
  let greatest = greatestBefore;
  for (const [index, item] of list.entries()) {
    const record = asFields(item, index, list.length, fault);
    const key = keyOf(record, index, rules, fault);
    const earlier = seen.get(key);
    if (earlier !== undefined) throw repeatedKey(earlier, index, rules, fault);
    seen.set(key, index);
    const cursor = cursorOf(record, index, rules, fault);
    if (rules.cursor?.ascending && cursor !== undefined) {
      if (greatest !== undefined && compareCursors(cursor, greatest) < 0)
        throw backwards(cursor, greatest, index, rules, fault);
      greatest = cursor;
    }
    records.push(texts ? recordOf(texts, index, key, cursor) : written(item, key, cursor));
  }
  requireCursors(list as readonly Fields[], rules, fault);
  return { records, greatest };
}

function written(item: unknown, key: string, cursor: string | undefined): RawRecord {
  const text = JSON.stringify(item);
  return cursor === undefined ? { key, text } : { key, text, cursor };
}

/** What a record's text is read with; its own members, because a getter of its own for each record makes a class of objects
 * for each in V8, which keeps the text alive until a full collection. */
type Lazy = { readonly texts: RecordTexts; readonly index: number };

const lazyText = {
  get text(): string {
    const { texts, index } = this as unknown as Lazy;
    return texts(index);
  },
};

function recordOf(texts: RecordTexts, index: number, key: string, cursor: string | undefined): RawRecord {
  const lazy = { __proto__: lazyText, key, texts, index };
  return (cursor === undefined ? lazy : { __proto__: lazyText, key, cursor, texts, index }) as object as RawRecord;
}

function asFields(item: unknown, index: number, count: number, fault: Fault): Fields {
  if (item !== null && typeof item === 'object' && !Array.isArray(item)) return item as Fields;
  const message = `Record ${index + 1} of the ${count} on the page is not an object. Correct "records" of the stream in the connector.`;
  throw fault('ErpContractBroken', 'key-missing', message, { index });
}

function keyOf(record: Fields, index: number, { primaryKey }: RecordRules, fault: Fault): string {
  const result = recordKey(record, primaryKey);
  if (result.ok) return result.key;
  const message = `Record ${index + 1} of the page has no key: its field ${result.field} ${result.reason}. Correct "primaryKey" of the stream, or the record in the ERP.`;
  throw fault('ErpContractBroken', 'key-missing', message, { index, field: result.field });
}

function repeatedKey(earlier: number, index: number, { primaryKey }: RecordRules, fault: Fault): Error {
  const message = `Records ${earlier + 1} and ${index + 1} of the page have the same key (${primaryKey.join(', ')}). Add the fields to "primaryKey" that tell them apart.`;
  return fault('ErpContractBroken', 'key-repeated', message, { index, earlier });
}

function cursorOf(record: Fields, index: number, { cursor }: RecordRules, fault: Fault): string | undefined {
  if (!cursor || !Object.hasOwn(record, cursor.field)) return undefined;
  const value = record[cursor.field];
  if (value === null || value === '') return undefined;
  const normalised = normaliseCursor(value, cursor.format, cursor.timezone);
  if (normalised !== undefined) return normalised;
  const expected = cursor.format === 'text' ? 'a single value' : 'a point in time';
  const message = `The field ${cursor.field} of record ${index + 1} of the page is not ${expected}. Correct "cursor" of the stream (field and format), or the record in the ERP.`;
  throw fault('ErpContractBroken', 'cursor-unreadable', message, { index, field: cursor.field });
}

function backwards(cursor: string, before: string, index: number, rules: RecordRules, fault: Fault): Error {
  const message = `Record ${index + 1} of the page has ${rules.cursor?.field} ${cursor}, after one with ${before}, although the stream's order is ascending. Ask the ERP for that order, or take "order: ascending" out of the connector.`;
  return fault('ErpContractBroken', 'cursor-went-backwards', message, { index });
}

/** A field that not one of several records has is a wrong name: the watermark would never move, and nobody would know. */
function requireCursors(list: readonly Fields[], { cursor }: RecordRules, fault: Fault): void {
  if (!cursor || list.length < 2 || list.some((record) => Object.hasOwn(record, cursor.field))) return;
  const message = `None of the ${list.length} records on the page has the cursor field ${cursor.field}. Correct "cursor" of the stream, or ask what changed in the ERP.`;
  throw fault('ErpContractBroken', 'cursor-missing', message, { field: cursor.field });
}
