import { parseKeepingDigits } from './json.ts';
import { erasedText } from './tombstone.ts';

/** Fields of entities that say who somebody is, wherever they stand. */
const personalFields: ReadonlySet<string> = new Set([
  ...['name', 'givenName', 'familyName', 'email', 'phone', 'iban', 'bban', 'value'],
]);
/** Shorter ones would be found in texts that say nothing of the person. */
const shortest = 5;
/** Two writings of a number differ in these: `NO93 8601 1117 947`, `556677-8899`. */
const separators = /[\s.\-/()]+/g;
/** A number, of a register or a bank or a telephone, with few letters in front. */
const numberLike = /^\+?[a-z]{0,4}[\d\s.\-/()]{6,}[a-z\d\s]*$/i;

/** Finds texts that name a person. */
export type PersonalTexts = {
  readonly size: number;
  /** Whether a text holds one of them. */
  isIn(text: string): boolean;
  /** Whether anything in a large text may hold one: quick, and never wrongly no. */
  mayBeIn(text: string): boolean;
};

/** The texts by which the person of these entities is known: names, addresses of mail, telephones, accounts, numbers. */
export function personalTexts(bodies: readonly object[], further: readonly string[] = []): PersonalTexts {
  const found = new Set(further.map((text) => text.trim()));
  for (const body of bodies) collect(body, '', found);
  const texts = [...found].map((text) => text.toLowerCase()).filter((text) => text.length >= shortest);
  const names = texts.filter((text) => !numberLike.test(text));
  const numbers = texts
    .filter((text) => numberLike.test(text))
    .map(compact)
    .filter((text) => text.length >= shortest);
  const isIn = (text: string): boolean => {
    const lower = text.toLowerCase();
    if (names.some((name) => lower.includes(name))) return true;
    const squeezed = numbers.length === 0 ? '' : compact(lower);
    return numbers.some((number) => squeezed.includes(number));
  };
  return { size: texts.length, isIn, mayBeIn: (text) => isIn(unescaped(text)) };
}

const compact = (text: string): string => text.replaceAll(separators, '');
/** As JSON may write letters that are not ASCII, or quotation marks in a name. */
const unescaped = (text: string): string =>
  text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\(["\\/])/g, '$1');

function collect(value: unknown, field: string, found: Set<string>): void {
  if (typeof value === 'string') {
    // A single given or family name is many people's; the full name is not.
    if (personalFields.has(field) && field !== 'givenName' && field !== 'familyName') found.add(value.trim());
  } else if (value !== null && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) collect(item, Array.isArray(value) ? field : key, found);
}

/** The value with every text that names the person replaced, ids left as they are; the same object where there is none. */
export function withoutTexts<T>(value: T, texts: PersonalTexts): T {
  return replaced(value, '', texts) as T;
}

/** The same for a JSON text, digit for digit; for what is no JSON, the text as a whole. */
export function textWithout(text: string, texts: PersonalTexts): string {
  if (!texts.mayBeIn(text)) return text;
  try {
    const value = parseKeepingDigits(text);
    const after = withoutTexts(value, texts);
    return after === value ? text : JSON.stringify(after);
  } catch {
    return erasedText;
  }
}

function replaced(value: unknown, field: string, texts: PersonalTexts): unknown {
  if (typeof value === 'string') return field !== 'id' && texts.isIn(value) ? erasedText : value;
  if (value === null || typeof value !== 'object' || 'rawJSON' in value) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => replaced(item, field, texts));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const entries = Object.entries(value).map(([key, item]) => [key, item, replaced(item, key, texts)] as const);
  const changed = entries.some(([, before, after]) => before !== after);
  return changed ? Object.fromEntries(entries.map(([key, , after]) => [key, after])) : value;
}

/** Entities that are about a person or an organisation, as against those that only name one. */
export const personEntities: ReadonlySet<string> = new Set(['party', 'employee']);

/** Fields that refer to a person or an organisation: an id there is none of an article or a project. */
const personRoles: ReadonlySet<string> = new Set([
  ...[
    'buyer',
    'carrier',
    'contactPerson',
    'customer',
    'employee',
    'manager',
    'manufacturer',
    'paidBy',
    'party',
    'payee',
  ],
  ...['requester', 'salesperson', 'seller', 'supplier'],
]);

/** The value in which what refers to an erased entity says no more than its id. */
export function withBareReferences<T>(value: T, isErased: (id: string) => boolean): T {
  return bared(value, '', isErased) as T;
}

function bared(value: unknown, field: string, isErased: (id: string) => boolean): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => bared(item, field, isErased));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const { id } = value as { readonly id?: unknown };
  const more = Object.keys(value).length > 1;
  if (more && personRoles.has(field) && typeof id === 'string' && isErased(id))
    return { id, ...('name' in value && { name: erasedText }) };
  const entries = Object.entries(value).map(([key, item]) => [key, item, bared(item, key, isErased)] as const);
  const changed = entries.some(([, before, after]) => before !== after);
  return changed ? Object.fromEntries(entries.map(([key, , after]) => [key, after])) : value;
}
