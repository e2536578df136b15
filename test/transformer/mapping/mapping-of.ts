import { formatProblem } from '../../../core/problem.ts';
import { parseYaml } from '../../../core/yaml-source.ts';
import { applyMapping, compileMapping, type Mapping } from '../../../transformer/mapping/compile.ts';

/** Compiles a mapping that must be sound. */
export function mappingOf(yaml: string): Mapping {
  const checked = compileMapping(parseYaml('test.map.yaml', yaml));
  if (!checked.ok) throw new Error(checked.problems.map(formatProblem).join('\n'));
  return checked.value;
}

/** `line:column message | hint` of each problem of a mapping that must not be. */
export function problemsOf(yaml: string): readonly string[] {
  const checked = compileMapping(parseYaml('test.map.yaml', yaml));
  if (checked.ok) throw new Error('no problems');
  return checked.problems.map(({ line, column, message, hint }) => `${line}:${column} ${message} | ${hint ?? ''}`);
}

/** Maps by the given lines of `fields:`, indented as in a file, of one entity `thing`. */
export function mapFields(fields: string, record: unknown): unknown {
  return applyMapping(mappingOf(`entities:\n  - entity: thing\n    fields:\n${indented(fields)}`), record)[0]?.body;
}

function indented(lines: string): string {
  return lines
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
}
