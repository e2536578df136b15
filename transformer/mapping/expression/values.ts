import { kindOf, MappingError } from '../mapping-error.ts';
import { emptySequence, type List, pushAll } from './sequence.ts';

const hasOwn = Object.prototype.hasOwnProperty;

/** A number that can be computed with. Throws on infinity, as jsonata does. */
export function isNumeric(value: unknown): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  if (!Number.isFinite(value)) throw new MappingError('D1001', 'a number is out of range (a division by zero?)');
  return true;
}

/** The value of a field, in a list that of each item. Own fields only: a prototype is never reached. */
export function lookup(input: unknown, key: string): unknown {
  if (input === null || typeof input !== 'object') return undefined;
  if (!Array.isArray(input)) return hasOwn.call(input, key) ? (input as Record<string, unknown>)[key] : undefined;
  const found = emptySequence();
  for (const item of input) {
    const value = lookup(item, key);
    if (value !== undefined) pushAll(found, value);
  }
  return found;
}

/** Sets a field as data, also one named `__proto__`. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** The truth of a value in conditions and filters: empty texts, lists and objects, 0, null and nothing are false. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.length > 0;
  if (typeof value === 'number') return isNumeric(value) && value !== 0;
  if (!Array.isArray(value)) return Object.keys(value).length > 0;
  if (value.length === 1) return isTruthy(value[0]);
  // All items are looked at, as in the interpreter: one of them may be an infinity, which throws.
  return value.filter(isTruthy).length > 0;
}

function inJson(_key: string, value: unknown): unknown {
  if (!isNumeric(value)) return value;
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}

/** Any value as text: a text is itself, the rest is JSON; fractions have 15 digits, which hides binary rounding. */
export function textOf(value: unknown, indent = 0): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new MappingError('D3001', 'a number is out of range and has no text');
    if (Number.isInteger(value)) return JSON.stringify(value);
    return JSON.stringify(Number(value.toPrecision(15)));
  }
  const data = Array.isArray(value) && (value as List).outerWrapper === true ? value[0] : value;
  return JSON.stringify(data, inJson, indent);
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
}

/** Equality by content, whatever the order of an object's fields. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) return equalLists(a, b);
  const keys = Object.getOwnPropertyNames(a);
  if (keys.length !== Object.getOwnPropertyNames(b).length) return false;
  return keys.every((key) => hasOwn.call(b, key) && isEqual(Reflect.get(a, key), Reflect.get(b, key)));
}

/** Throws the error that an operator or function gives for a value of the wrong type. */
export function wrongType(code: string, what: string, value: unknown): never {
  throw new MappingError(code, `${what}, got ${kindOf(value)}`);
}
