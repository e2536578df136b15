import { TributaryError } from '../core/errors.ts';
import type { Problem } from '../core/problem.ts';

/** Bad input with everything that is wrong with it, each with its place. */
export class ProblemsFound extends TributaryError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], consequence: string) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super('InvalidInput', { code: 'problems-found', message: `${count}: ${consequence}` });
    this.problems = problems;
  }
}
