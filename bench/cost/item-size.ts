/** Bytes that DynamoDB counts for a value given as a plain object: names and values in UTF-8, numbers by their digits. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(Math.abs(value)).length / 2) + 1;
  if (typeof value === 'boolean' || value === null || value === undefined) return 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, item) => sum + 1 + sizeOf(item), 0);
  return 3 + itemSize(value as Readonly<Record<string, unknown>>) + Object.keys(value as object).length;
}

/** Bytes of a whole item. */
export function itemSize(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);
}

export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));
/** Strongly consistent; half of it otherwise. */
export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4096));
