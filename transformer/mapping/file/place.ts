import type { Problem } from '../../../core/problem.ts';
import type { YamlSource } from '../../../core/yaml-source.ts';
import type { Refusal } from '../expression/refusal.ts';
import type { ExpressionText } from './definition.ts';

/** Whether YAML can only hold this text in quotes, so that its first character stands one column further right. */
function isQuoted(text: string): boolean {
  return /^[\s'"[\]{}>|*&!%#`@,]|^[-?:](\s|$)|:(\s|$)|\s#|\s$/.test(text);
}

/** A refusal as a problem of the file, at its own column where the expression stands on one line. */
export function problemAt(source: YamlSource, key: string, expression: ExpressionText, refusal: Refusal): Problem {
  const { text, path } = expression;
  const problem = source.problem(path, `${key}: ${refusal.message}`, refusal.hint);
  if (!text.trimEnd().includes('\n')) {
    return { ...problem, column: problem.column + refusal.offset + (isQuoted(text) ? 1 : 0) };
  }
  const before = text.slice(0, refusal.offset).split('\n');
  const inside = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} of the expression`;
  return { ...problem, message: `${problem.message} (${inside})` };
}
