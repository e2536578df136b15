/** What one value of an attribute must be like; the words and their meaning are those of SNS filter policies. */
export type Matcher =
  | string
  | { readonly prefix: string }
  | { readonly 'anything-but': string | readonly string[] }
  | { readonly exists: boolean }
  /** `['=', 5]`, `['>', 5]` or `['>=', 5, '<', 10]`. */
  | { readonly numeric: readonly (string | number)[] };

/** Per attribute, what passes: one of its matchers must. An attribute not named passes always. */
export type AttributeFilter = Readonly<Record<string, readonly Matcher[]>>;

/** SNS takes a policy of at most five attributes. */
export const maxFilterAttributes = 5;
/** SNS takes a policy of at most this many combinations: the numbers of values of all attributes, multiplied. */
export const maxFilterCombinations = 150;
/** SNS compares numbers up to this size, with five digits after the point. */
const largestNumber = 1_000_000_000;

const numberPattern = /^-?(0|[1-9]\d{0,9})(\.\d{1,5})?$/;

/** True for a value that numeric matchers can compare: all others do not pass them. */
export function isNumeric(value: string): boolean {
  return numberPattern.test(value) && Math.abs(Number(value)) <= largestNumber;
}

/** SNS's rule: each attribute the filter names must pass one of its matchers; one that is missing passes only `exists: false`. */
export function passes(filter: AttributeFilter, attributes: Readonly<Record<string, string>>): boolean {
  return Object.entries(filter).every(([name, matchers]) => {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    return matchers.some((matcher) => matches(matcher, value));
  });
}

function matches(matcher: Matcher, value: string | undefined): boolean {
  if (typeof matcher === 'string') return value === matcher;
  if ('exists' in matcher) return matcher.exists === (value !== undefined);
  if (value === undefined) return false;
  if ('prefix' in matcher) return value.startsWith(matcher.prefix);
  if ('anything-but' in matcher) return ![matcher['anything-but']].flat().includes(value);
  return (
    isNumeric(value) &&
    comparisonsOf(matcher.numeric).every(([operator, bound]) => holds(Number(value), operator, bound))
  );
}

function comparisonsOf(numeric: readonly (string | number)[]): readonly (readonly [operator: string, bound: number])[] {
  return numeric.flatMap((part, index) =>
    index % 2 === 0 ? [[String(part), Number(numeric[index + 1])] as const] : [],
  );
}

function holds(value: number, operator: string, bound: number): boolean {
  switch (operator) {
    case '=':
      return value === bound;
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    default:
      return value >= bound;
  }
}

export type FilterProblem = { readonly attribute?: string; readonly message: string };

/** What keeps a filter from being used, on either platform; none when it can be. */
export function filterProblems(filter: AttributeFilter): readonly FilterProblem[] {
  const names = Object.keys(filter);
  const combinations = Object.values(filter).reduce((product, matchers) => product * sizeOf(matchers), 1);
  return [
    ...Object.entries(filter).flatMap(([attribute, matchers]) =>
      matcherProblems(matchers).map((message) => ({ attribute, message: `the filter on "${attribute}" ${message}` })),
    ),
    ...(names.length > maxFilterAttributes
      ? [{ message: `the filter names ${names.length} attributes, more than ${maxFilterAttributes}` }]
      : []),
    ...(combinations > maxFilterCombinations
      ? [{ message: `the filter has ${combinations} combinations of values, more than ${maxFilterCombinations}` }]
      : []),
  ];
}

function sizeOf(matchers: readonly Matcher[]): number {
  return matchers
    .map((matcher) =>
      typeof matcher === 'object' && 'anything-but' in matcher ? [matcher['anything-but']].flat().length : 1,
    )
    .reduce((sum, size) => sum + size, 0);
}

function matcherProblems(matchers: readonly Matcher[]): readonly string[] {
  const numeric = matchers.filter((matcher) => typeof matcher === 'object' && 'numeric' in matcher);
  const mixed = numeric.length > 0 && numeric.length < matchers.length;
  return [
    ...(mixed ? ['mixes "numeric" with other conditions: write one or the other'] : []),
    ...matchers.flatMap((matcher) => {
      if (typeof matcher === 'string') return [];
      if ('prefix' in matcher) return matcher.prefix === '' ? ['has an empty prefix'] : [];
      if ('anything-but' in matcher)
        return [matcher['anything-but']].flat().length === 0 ? ['has an "anything-but" of nothing'] : [];
      return 'numeric' in matcher && !isRange(matcher.numeric)
        ? [`cannot be read: ${JSON.stringify(matcher.numeric)} is no comparison`]
        : [];
    }),
  ];
}

/** One comparison, or a lower bound and then an upper one that is above it. */
function isRange(numeric: readonly (string | number)[]): boolean {
  const comparisons = comparisonsOf(numeric);
  const sound = comparisons.every(
    ([operator, bound]) => ['=', '<', '<=', '>', '>='].includes(operator) && isNumeric(String(bound)),
  );
  const [low, high, ...more] = comparisons;
  if (
    !sound ||
    low === undefined ||
    more.length > 0 ||
    numeric.some((part, index) => (typeof part === 'number') !== (index % 2 === 1))
  )
    return false;
  return high === undefined || (low[0].startsWith('>') && high[0].startsWith('<') && low[1] < high[1]);
}
