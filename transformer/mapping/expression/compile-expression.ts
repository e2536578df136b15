import { MAX_COPIES, MAX_WORK } from '../limits.ts';
import { compileNode, type Tables } from './compile-node.ts';
import type { Environment, Evaluate } from './evaluate.ts';
import type { Node } from './node.ts';
import { parseExpression } from './raw.ts';
import { formatSourcePath, readsOf } from './reads.ts';
import type { Refusal } from './refusal.ts';
import { asInput } from './sequence.ts';
import { readSubset } from './subset.ts';
import { copiesIn } from './weight.ts';

export type ExpressionOptions = { readonly tables?: Tables; readonly hasRecord?: boolean };

/** An expression inside the subset, or all that is wrong with it. */
export type CheckedExpression =
  | { readonly ok: true; readonly node: Node; readonly evaluate: Evaluate }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** Parses, checks and compiles; never throws for what a text may contain. */
export function checkExpression(text: string, options: ExpressionOptions = {}): CheckedExpression {
  const parsed = parseExpression(text);
  if (!parsed.ok) return { ok: false, refusals: [parsed.refusal] };
  const tables = options.tables ?? {};
  const hasRecord = options.hasRecord ?? false;
  const { node, refusals } = readSubset(parsed.tree, { text, tables: Object.keys(tables), hasRecord });
  if (node === undefined) return { ok: false, refusals };
  if (copiesIn(node) > MAX_COPIES) {
    const message = `The result could hold the same data more than ${MAX_COPIES} times`;
    return { ok: false, refusals: [{ offset: 0, message, hint: 'Use each variable once or twice.' }] };
  }
  return { ok: true, node, evaluate: compileNode(node, tables) };
}

/** What evaluation starts with: `$` and `$$` are the input, `$record` the record. */
export function environmentFor(root: unknown, record: unknown): Environment {
  return { root, record, locals: [], budget: { left: MAX_WORK }, missed: [] };
}

export type CompiledExpression =
  | {
      readonly ok: true;
      /** The result as jsonata gives it. Throws MappingError. */
      readonly evaluate: (input: unknown, record?: unknown) => unknown;
      /** Source paths read, `to_Item.Quantity`; `*` is the whole input. */
      readonly reads: readonly string[];
    }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** One expression by itself, as the tests and the editor use it; mappings are compiled by compile.ts. */
export function compileExpression(text: string, options: ExpressionOptions = {}): CompiledExpression {
  const checked = checkExpression(text, options);
  if (!checked.ok) return checked;
  const { node, evaluate } = checked;
  return {
    ok: true,
    evaluate: (input, record) => evaluate(asInput(input), environmentFor(input, record)),
    reads: readsOf(node, [[]], true).paths.map(formatSourcePath).sort(),
  };
}
