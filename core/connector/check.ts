import { readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { byPlace, type Checked, elsewhere, formatProblem, type Problem } from '../problem.ts';
import { parseYaml } from '../yaml-source.ts';
import { compileArtefact } from './artefact.ts';
import { checkPlaceholders, checkSecrets } from './check-placeholders.ts';
import { checkStream, type MappingCheck } from './check-stream.ts';
import type { Targets } from './check-targets.ts';
import { type ConnectorFile, readConnectorFile } from './connector-file.ts';
import type { ConnectorArtefact } from './model.ts';

function checkName(folder: string, { source, definition, sound }: ConnectorFile): readonly Problem[] {
  const name = path.basename(path.resolve(folder));
  if (!sound(['name']) || definition.name === name) return [];
  return [
    source.problem(
      ['name'],
      `the connector is named "${definition.name}" but its folder "${name}"`,
      'They must be the same.',
    ),
  ];
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...unique.values()].sort(byPlace);
}

/**
 * Checks a connector's folder: connector.yaml, the source schemas and mappings beside it, and every reference between
 * them. Gives all problems at once, or the connector compiled to an artefact. `checkMapping` is the transformer's; `targets` are
 * what mappings may fill, the canonical entities unless said otherwise.
 */
export function checkConnectorFolder(
  folder: string,
  checkMapping: MappingCheck,
  targets?: Targets,
): Checked<ConnectorArtefact> {
  const shown = path.join(folder, 'connector.yaml');
  let text: string;
  try {
    text = readFileSync(shown, 'utf8');
  } catch (error) {
    const absent = Error.isError(error) && 'code' in error && error.code === 'ENOENT';
    const message = absent ? 'there is no connector here: the file does not exist' : messageOf(error);
    return {
      ok: false,
      problems: [{ file: shown, line: 1, column: 1, message, hint: 'Give the folder that holds connector.yaml.' }],
    };
  }
  const file = readConnectorFile(parseYaml(shown, text));
  if (!('definition' in file)) return { ok: false, problems: inOrder(file.problems) };
  const streams = file.definition.streams;
  const names = streams !== null && typeof streams === 'object' ? Object.keys(streams) : [];
  const checked = names.map((name) => [name, checkStream(folder, file, name, checkMapping, targets)] as const);
  const further = [
    ...checkName(folder, file),
    ...checkPlaceholders(file),
    ...checkSecrets(file),
    ...checked.flatMap(([, stream]) => stream.problems),
  ];
  const problems = [...file.problems, ...elsewhere(file.problems, further)];
  if (problems.length > 0) return { ok: false, problems: inOrder(problems) };
  const schemas = Object.fromEntries(
    checked.flatMap(([name, { schema }]) => (schema ? [[name, schema] as const] : [])),
  );
  const mappings = Object.fromEntries(
    checked.flatMap(([name, { mapping }]) => (mapping ? [[name, mapping] as const] : [])),
  );
  return { ok: true, value: compileArtefact({ definition: file.definition, schemas, mappings }) };
}
