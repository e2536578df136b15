import type { Node } from './node.ts';
import { isPlainPath } from './reads.ts';

/**
 * Reads the text, truth value or finite number at a path of nothing but names. Undefined for everything else, which the
 * compiled expression has to be asked for: nothing, null, lists and objects, and whatever is not the object's own.
 */
export type ScalarPath = (input: unknown) => string | number | boolean | undefined;

type Fields = Readonly<Record<string, unknown>>;

/** The short way of by far the most frequent expressions; undefined where the expression is more than a plain path. */
export function scalarPath(node: Node): ScalarPath | undefined {
  if (node.kind !== 'path' || !isPlainPath(node)) return undefined;
  const names = node.steps.map((step) => (step.node.kind === 'name' ? step.node.name : ''));
  // Names that every object has are looked for properly.
  if (names.some((name) => name in Object.prototype)) return undefined;
  const [only = ''] = names;
  if (names.length === 1) return (input) => (isFields(input) ? scalar(input[only]) : undefined);
  return (input) => {
    let value = input;
    for (const name of names) {
      if (!isFields(value)) return undefined;
      value = value[name];
    }
    return scalar(value);
  };
}

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function scalar(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
