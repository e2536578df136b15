import { canonicalJson } from '../../core/digest.ts';
import type { CompareRules } from './rules.ts';
import { spelled } from './spelling.ts';

/** One value of an entity that is compared. */
export type Leaf = {
  /** Where it stands, with indexes: `lines[0].quantity`. */
  readonly at: string;
  /** The same without indexes. */
  readonly path: string;
  /** As it is shown. */
  readonly value: unknown;
  /** As it is compared; undefined for a reference to what is not known: it is equal to anything. */
  readonly text: string | undefined;
  /** Elements of a set, which several records of one object have together. */
  readonly elements?: readonly string[];
};

export type LeafOptions = {
  readonly rules: Pick<CompareRules, 'references' | 'sets'>;
  readonly decimals: ReadonlySet<string>;
  /** Whether a path is compared at all. */
  readonly wanted: (path: string) => boolean;
  /** What an entity that is referred to is matched to; undefined where that is not known. */
  readonly identityOf: (entity: string, id: string) => string | undefined;
};

type Place = { readonly at: string; readonly path: string };

/** Everything of an entity that is compared, each value once. */
export function leavesOf(body: object, options: LeafOptions): readonly Leaf[] {
  const leaves: Leaf[] = [];
  visitFields(body, { at: '', path: '' }, options, leaves);
  return leaves;
}

function visitFields(body: object, { at, path }: Place, options: LeafOptions, leaves: Leaf[]): void {
  for (const [name, value] of Object.entries(body)) {
    // The values of identifiers are what objects are matched by; match.ts looks at them.
    if (path === '' && name === 'identifiers') continue;
    const prefix = (of: string): string => (of === '' ? name : `${of}.${name}`);
    visit(value, { at: prefix(at), path: prefix(path) }, options, leaves);
  }
}

function visit(value: unknown, place: Place, options: LeafOptions, leaves: Leaf[]): void {
  if (value === undefined || value === null) return;
  const { rules, wanted, decimals } = options;
  const { at, path } = place;
  const entity = Object.hasOwn(rules.references, path) ? rules.references[path] : undefined;
  if (entity !== undefined && typeof value === 'object' && 'id' in value) {
    if (wanted(path)) leaves.push({ at, path, value, text: options.identityOf(entity, String(value.id)) });
  } else if (Array.isArray(value) && rules.sets.includes(path)) {
    if (wanted(path)) leaves.push(setLeaf(value, place, decimals));
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, { at: `${at}[${index}]`, path }, options, leaves);
  } else if (typeof value === 'object') visitFields(value, place, options, leaves);
  else if (wanted(path)) leaves.push({ at, path, value, text: spelled(lastName(path), value, decimals.has(path)) });
}

function setLeaf(items: readonly unknown[], { at, path }: Place, decimals: ReadonlySet<string>): Leaf {
  const elements = [...new Set(items.map((item) => canonicalJson(spelledDeep(item, path, decimals))))].sort();
  return { at, path, value: items, text: elements.join(), elements };
}

/** An element of a set in the spelling of its fields. */
function spelledDeep(value: unknown, path: string, decimals: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => spelledDeep(item, path, decimals));
  if (value === null || typeof value !== 'object') return spelled(lastName(path), value, decimals.has(path));
  const fields = Object.entries(value).map(([name, inner]) => [name, spelledDeep(inner, `${path}.${name}`, decimals)]);
  return Object.fromEntries(fields);
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
