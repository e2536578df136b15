import { TributaryError } from '../../core/errors.ts';
import type { AttributeFilter } from '../ports.ts';

/** In an `$or`, SNS reads these as operators and not as names of attributes. */
const operators: ReadonlySet<string> = new Set([
  'anything-but',
  'cidr',
  'equals-ignore-case',
  'exists',
  'numeric',
  'prefix',
  'suffix',
  'wildcard',
]);

/**
 * The SNS filter policy (scope MessageAttributes) that passes what any of the filters passes, as JSON; undefined when
 * nothing can pass. SNS keeps one subscription per topic and queue, however many bind them. Throws InvalidInput for a
 * filter that SNS cannot express.
 */
export function filterPolicy(filters: readonly AttributeFilter[]): string | undefined {
  const possible = filters.filter((filter) => Object.values(filter).every((values) => values.length > 0));
  if (possible.length === 0) return undefined;
  if (possible.some((filter) => Object.keys(filter).length === 0)) return '{}';
  const policies = [...new Set(possible.map(policyOf))];
  if (policies.length === 1) return policies[0];
  for (const name of possible.flatMap((filter) => Object.keys(filter)))
    if (operators.has(name)) throw cannotShare(name);
  return `{"$or":[${policies.join(',')}]}`;
}

function policyOf(filter: AttributeFilter): string {
  const sorted = Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted.map(([name, values]) => [name, [...new Set(values)].toSorted()])));
}

function cannotShare(name: string): TributaryError {
  const message = `A filter on the attribute "${name}" cannot share a queue with another subscription: SNS reads the name as an operator. Use a queue of its own.`;
  return new TributaryError('InvalidInput', { code: 'filter-impossible', message });
}
