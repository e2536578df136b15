import { type AttributeFilter, filterProblems, type Matcher } from '../core/attribute-filter.ts';
import { allowedHint } from '../core/did-you-mean.ts';
import { parseDuration } from '../core/duration.ts';
import { byPlace, type Checked, elsewhere, type Problem } from '../core/problem.ts';
import type { Subscription } from '../core/subscription.ts';
import { validateYaml } from '../core/validate.ts';
import type { YamlPath, YamlSource } from '../core/yaml-source.ts';
import subscriptionSchema from '../schemas/config/subscription.schema.json' with { type: 'json' };
import { addressProblem } from './deliver/post.ts';
import { attributesOf } from './topics.ts';

export type SubscriptionRules = {
  /** Topics that consumers can hear. */
  readonly topics: readonly string[];
  /** Hosts that the deployment allows although they are private or speak http. */
  readonly allowedHosts: readonly string[];
};

/** Checks a subscription file; all problems at once, each with its place. */
export function checkSubscription(source: YamlSource, rules: SubscriptionRules): Checked<Subscription> {
  const shape = validateYaml(source, subscriptionSchema);
  const value = source.value as Partial<Subscription> | null | undefined;
  // Where the shape is wrong, only what can still be told apart is looked at.
  const deeper = isObject(value)
    ? [
        ...nameProblems(source, value),
        ...topicProblems(source, value, rules),
        ...filterOf(source, value),
        ...targetProblems(source, value, rules),
      ]
    : [];
  const problems = [...shape, ...elsewhere(shape, deeper)].sort(byPlace);
  if (problems.length > 0) return { ok: false, problems };
  const given = value as Subscription & { readonly filter?: AttributeFilter };
  return { ok: true, value: { ...given, filter: given.filter ?? {} } };
}

function isObject(value: unknown): value is Partial<Subscription> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** `subscription.dead` would be the dead letters of a queue. */
function nameProblems(source: YamlSource, { name }: Partial<Subscription>): readonly Problem[] {
  return name === 'dead'
    ? [source.problem(['name'], 'a subscription cannot be called "dead": choose another name')]
    : [];
}

function topicsIn(value: Partial<Subscription>): readonly string[] {
  return Array.isArray(value.topics) ? value.topics.filter((topic: unknown) => typeof topic === 'string') : [];
}

function topicProblems(
  source: YamlSource,
  value: Partial<Subscription>,
  { topics }: SubscriptionRules,
): readonly Problem[] {
  return topicsIn(value).flatMap((topic, index) =>
    topics.includes(topic)
      ? []
      : [source.problem(['topics', index], `there is no topic "${topic}"`, allowedHint(topic, topics))],
  );
}

/** A condition whose shape is wrong is told by the schema. */
function isMatcher(value: unknown): value is Matcher {
  if (typeof value === 'string') return true;
  if (value === null || typeof value !== 'object') return false;
  const { numeric, prefix, exists } = value as Readonly<Record<string, unknown>>;
  return Array.isArray(numeric) || typeof prefix === 'string' || typeof exists === 'boolean' || 'anything-but' in value;
}

function filterOf(source: YamlSource, value: Partial<Subscription>): readonly Problem[] {
  if (!isObject(value.filter)) return [];
  const filter: AttributeFilter = Object.fromEntries(
    Object.entries(value.filter as Readonly<Record<string, unknown>>).flatMap(([name, conditions]) =>
      Array.isArray(conditions) ? [[name, conditions.filter(isMatcher)] as const] : [],
    ),
  );
  // The tenants are a condition more, which SNS counts too.
  const tenants = Array.isArray(value.tenants) ? value.tenants.map(String) : ['x'];
  const own = filterProblems({ ...filter, tenant: tenants }).map(({ attribute, message }) =>
    source.problem(attribute === undefined ? ['filter'] : ['filter', attribute], message),
  );
  return [...own, ...unheard(source, value, filter)];
}

/** An attribute that a topic's messages do not have lets none of them through: nobody means that. */
function unheard(source: YamlSource, value: Partial<Subscription>, filter: AttributeFilter): readonly Problem[] {
  return Object.entries(filter).flatMap(([name, conditions]) => {
    if (conditions.some((one) => typeof one === 'object' && 'exists' in one && !one.exists)) return [];
    const without = topicsIn(value).filter((topic) => !(attributesOf(topic) ?? [name]).includes(name));
    if (without.length === 0) return [];
    const message = `messages of ${without.join(', ')} have no attribute "${name}", so that none would pass`;
    return [
      source.problem(['filter', name], message, 'Make a subscription of its own for them, or leave it out.', 'key'),
    ];
  });
}

function targetProblems(
  source: YamlSource,
  value: Partial<Subscription>,
  { allowedHosts }: SubscriptionRules,
): readonly Problem[] {
  const target = value.target as Readonly<Record<string, unknown>> | undefined;
  if (target === null || typeof target !== 'object') return [];
  const at = (key: string): YamlPath => ['target', key];
  const { url, timeout, visibility } = target;
  return [
    ...(typeof url === 'string' ? urlProblems(source, at('url'), url, allowedHosts) : []),
    ...longer(source, at('timeout'), timeout, '30s'),
    ...longer(source, at('visibility'), visibility, '12h'),
  ];
}

function urlProblems(
  source: YamlSource,
  path: YamlPath,
  text: string,
  allowedHosts: readonly string[],
): readonly Problem[] {
  const url = URL.parse(text);
  const problem = url === null ? 'the address cannot be read' : addressProblem(url, allowedHosts);
  return problem === undefined ? [] : [source.problem(path, problem)];
}

function longer(source: YamlSource, path: YamlPath, text: unknown, most: string): readonly Problem[] {
  if (typeof text !== 'string' || !/^\d{1,9}[smhd]$/.test(text)) return [];
  const ms = parseDuration(text);
  if (ms > 0 && ms <= parseDuration(most)) return [];
  return [source.problem(path, `${text} is ${ms === 0 ? 'no time' : 'too long'}`, `At most ${most}.`)];
}
