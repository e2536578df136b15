import path from 'node:path';
import { checkConnectorFolder } from '../core/connector/check.ts';
import type { ConnectorArtefact } from '../core/connector/model.ts';
import type { Checked, Problem } from '../core/problem.ts';
import { compileMapping } from '../transformer/mapping/compile.ts';
import { fileErrorText } from './output/file-error-text.ts';
import { ProblemsFound } from './problems-found.ts';
import { shownProblems } from './shown-path.ts';

/** Checks a connector's folder with everything in it; problems name files as the user would. */
export function checkFolder(cwd: string, folder: string): Checked<ConnectorArtefact> {
  const checked = checkConnectorFolder(path.resolve(cwd, folder), compileMapping);
  return checked.ok ? checked : { ok: false, problems: shownProblems(cwd, checked.problems.map(inWords)) };
}

/** What the system says of a file that cannot be read: `ENOTDIR: not a directory, open …`. */
function inWords(problem: Problem): Problem {
  const code = /^(E[A-Z]+): /.exec(problem.message)?.[1];
  return code === undefined ? problem : { ...problem, message: fileErrorText({ ...problem, code }) };
}

/** Throws ProblemsFound. */
export function loadConnector(cwd: string, folder: string): ConnectorArtefact {
  const checked = checkFolder(cwd, folder);
  if (!checked.ok) throw new ProblemsFound(checked.problems, 'the connector was not registered.');
  return checked.value;
}
