import path from 'node:path';
import type { Problem } from '../core/problem.ts';

/** A path as the user would write it: relative where it is below the working directory. */
export function shownPath(cwd: string, file: string): string {
  const relative = path.relative(cwd, file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

/** Problems whose files are shown as the user would write them. */
export function shownProblems(cwd: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, file: shownPath(cwd, problem.file) }));
}
