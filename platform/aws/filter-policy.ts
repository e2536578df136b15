import type { AttributeFilter, Matcher } from '../../core/attribute-filter.ts';
import { TributaryError } from '../../core/errors.ts';
import { numberAttribute } from '../message-limits.ts';

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
  const policies = Object.entries(filter).map(
    ([name, matchers]) => [nameOf(name, matchers), valuesOf(matchers)] as const,
  );
  const sorted = policies.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, values]) => `${JSON.stringify(name)}:[${values.join(',')}]`).join(',')}}`;
}

/** SNS compares only attributes of the type Number; those travel beside the text (platform/aws/message.ts). */
function nameOf(name: string, matchers: readonly Matcher[]): string {
  return matchers.some((matcher) => typeof matcher === 'object' && 'numeric' in matcher) ? numberAttribute(name) : name;
}

function valuesOf(matchers: readonly Matcher[]): readonly string[] {
  return [...new Set(matchers.map((matcher) => JSON.stringify(matcher)))].toSorted();
}

function cannotShare(name: string): TributaryError {
  const message = `A filter on the attribute "${name}" cannot share a queue with another subscription: SNS reads the name as an operator. Use a queue of its own.`;
  return new TributaryError('InvalidInput', { code: 'filter-impossible', message });
}
