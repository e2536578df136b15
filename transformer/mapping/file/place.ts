import type { Problem } from '../../../core/problem.ts';
import type { YamlSource } from '../../../core/yaml-source.ts';
import type { Refusal } from '../expression/refusal.ts';
import type { ExpressionText } from './definition.ts';

/** A refusal as a problem of the file, at its own column; counted within the expression where YAML folded its lines. */
export function problemAt(source: YamlSource, key: string, expression: ExpressionText, refusal: Refusal): Problem {
  const { text, path } = expression;
  const problem = source.problem(path, `${key}: ${refusal.message}`, refusal.hint);
  const place = source.within(path, refusal.offset);
  if (place) return { ...problem, ...place };
  const before = text.slice(0, refusal.offset).split('\n');
  const inside = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} of the expression`;
  return { ...problem, message: `${problem.message} (${inside})` };
}
