import { scalarText } from '../../core/json.ts';

export type KeyResult =
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly field: string; readonly reason: string };

function reasonOf(value: unknown): string {
  if (value === undefined) return 'is absent';
  if (value === null) return 'is null';
  if (value === '') return 'is empty';
  return Array.isArray(value) ? 'is a list' : 'is an object';
}

/**
 * The key of a record as text. One field stands as it is; several are joined by `|`, with `|` and `\` in them escaped, so
 * that no two different keys give the same text. In a key of several fields some may be empty texts, but not all.
 */
export function recordKey(record: Readonly<Record<string, unknown>>, fields: readonly string[]): KeyResult {
  const parts: string[] = [];
  for (const field of fields) {
    const value = Object.hasOwn(record, field) ? record[field] : undefined;
    const text = scalarText(value);
    if (text === undefined) return { ok: false, field, reason: reasonOf(value) };
    parts.push(text);
  }
  if (parts.every((part) => part === '')) return { ok: false, field: fields.join(', '), reason: 'is empty' };
  const [only = ''] = parts;
  if (parts.length === 1) return { ok: true, key: only };
  return { ok: true, key: parts.map((part) => part.replace(/[\\|]/g, '\\$&')).join('|') };
}
