import { hash } from 'node:crypto';

/** 128 bits of SHA-256 in base64url (22 characters): enough to tell contents apart, short enough to store by the million. */
export function digest(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url').slice(0, 22);
}

/** One digest of several parts; no two different lists of parts give the same text to digest. */
export function digestOf(...parts: readonly (string | number)[]): string {
  return digest(JSON.stringify(parts));
}

/** JSON with the keys of every object sorted: equal for equal values, whatever the order of writing. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
