import { type AttributeFilter, filterProblems } from '../core/attribute-filter.ts';
import { TributaryError } from '../core/errors.ts';

/** Throws InvalidInput for a filter that one of the platforms could not keep to. */
export function demandFilter(subscription: string, filter: AttributeFilter): void {
  const problems = filterProblems(filter);
  if (problems.length === 0) return;
  const message = `The filter of subscription ${subscription} cannot be used: ${problems.map((problem) => problem.message).join('; ')}.`;
  throw new TributaryError('InvalidInput', { code: 'filter-invalid', message });
}
