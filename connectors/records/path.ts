import { TributaryError } from '../../core/errors.ts';

/** The steps of a path such as `$.d.results` or `$['@odata.nextLink']`. */
export type JsonPath = readonly (string | number)[];

const step = /\.([A-Za-z_][A-Za-z0-9_-]*)|\['([^']+)'\]|\[(\d+)\]/y;

/** Reads the subset of JSONPath that connectors use: `$`, `.name`, `['name']`, `[0]`. Throws InvalidInput. */
export function parsePath(text: string): JsonPath {
  const steps: (string | number)[] = [];
  let at = text.startsWith('$') ? 1 : -1;
  while (at >= 0 && at < text.length) {
    step.lastIndex = at;
    const match = step.exec(text);
    if (match) steps.push(match[1] ?? match[2] ?? Number(match[3]));
    at = match ? step.lastIndex : -1;
  }
  if (at >= 0) return steps;
  const message = `"${text}" is not a path: write $, followed by .name, ['name'] or [0].`;
  throw new TributaryError('InvalidInput', { code: 'path-unreadable', message });
}

/** A path as it is written. */
export function formatPath(path: JsonPath): string {
  const steps = path.map((part) => {
    if (typeof part === 'number') return `[${part}]`;
    return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(part) ? `.${part}` : `['${part}']`;
  });
  return `$${steps.join('')}`;
}

/** The value at a path; undefined when there is none. Goes through own properties only. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let value = document;
  for (const part of path) {
    const isList = Array.isArray(value);
    if (value === null || typeof value !== 'object' || isList !== (typeof part === 'number')) return undefined;
    if (!Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value;
}

const mostLists = 5;
const deepest = 4;

/** Paths of the first lists in a document, the nearest first: what a wrong record path could have meant. */
export function listsIn(document: unknown): readonly string[] {
  const found: string[] = [];
  let level: readonly (readonly [JsonPath, unknown])[] = [[[], document]];
  for (let depth = 0; depth <= deepest; depth++) {
    found.push(...level.filter(([, value]) => Array.isArray(value)).map(([path]) => formatPath(path)));
    level = level.flatMap(([path, value]) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value).map(([name, child]) => [[...path, name], child] as const)
        : [],
    );
  }
  return found.slice(0, mostLists);
}
