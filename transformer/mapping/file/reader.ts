import { allowedHint } from '../../../core/did-you-mean.ts';
import type { Problem } from '../../../core/problem.ts';
import type { YamlPath, YamlSource } from '../../../core/yaml-source.ts';
import type { ExpressionText } from './definition.ts';

/** A walk through a YAML file that notes all that is wrong with it. */
export type Reader = { readonly source: YamlSource; readonly problems: Problem[] };

export type YamlMap = Readonly<Record<string, unknown>>;

export function complain(reader: Reader, path: YamlPath, message: string, hint?: string, key?: 'key'): undefined {
  reader.problems.push(reader.source.problem(path, message, hint, key));
  return undefined;
}

/** How a YAML value is called in messages. */
function named(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'a text' : `the ${typeof value} ${String(value)}`;
}

export function readMap(reader: Reader, path: YamlPath, value: unknown, what: string): YamlMap | undefined {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as YamlMap;
  return complain(reader, path, `${what} must be a map of keys and values, not ${named(value)}`);
}

export function readList(reader: Reader, path: YamlPath, value: unknown, what: string): readonly unknown[] | undefined {
  if (Array.isArray(value) && value.length > 0) return value;
  return complain(reader, path, `${what} must be a list with at least one item, not ${named(value)}`);
}

export function checkKeys(reader: Reader, path: YamlPath, map: YamlMap, allowed: readonly string[]): void {
  for (const key of Object.keys(map)) {
    if (allowed.includes(key)) continue;
    complain(reader, [...path, key], `Unknown key "${key}"`, allowedHint(key, allowed), 'key');
  }
}

/** An expression; other scalars are refused, because `5` could mean the number or a field of that name. */
export function readExpression(reader: Reader, path: YamlPath, value: unknown): ExpressionText | undefined {
  if (typeof value === 'string') return { text: value, path };
  const constant =
    typeof value === 'number' || typeof value === 'boolean' ? `Write it in quotes: "${value}".` : undefined;
  const hint = constant ?? 'For example InvoicingParty, or $date(DocumentDate).';
  return complain(reader, path, `An expression must be a text, not ${named(value)}`, hint);
}

/** Reads the expression at a key that may be left out. */
export function readOptional(reader: Reader, path: YamlPath, map: YamlMap, key: string): ExpressionText | undefined {
  return Object.hasOwn(map, key) ? readExpression(reader, [...path, key], map[key]) : undefined;
}
