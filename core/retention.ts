import { allowedHint } from './did-you-mean.ts';
import { parseDuration } from './duration.ts';
import { isNamed, messageOf } from './errors.ts';

/** What is kept for a while, in the order in which it is removed: nothing goes before what refers to it. */
export const retentionKinds = [
  'raw',
  'ledger',
  'runs',
  'events',
  'journals',
  'tokens',
  'dead-letters',
  'bodies',
] as const;

export type RetentionKind = (typeof retentionKinds)[number];

/** How long each kind is kept, as it was written: `90d`. */
export type RetentionPolicy = Readonly<Record<RetentionKind, string>>;

type Rule = {
  readonly standard: string;
  readonly least: string;
  readonly why: string;
  /** Whether a tenant may have its own. */
  readonly perTenant?: true;
};

/** Batches of an ended run may come for 14 days (leftoverMs), and whoever looks at them needs more than the ledger's last row. */
const leftovers = 'batches of an ended run may still come for 14 days';

/** Standard and least period of each kind, and why it may not be shorter. */
export const retentionRules: Readonly<Record<RetentionKind, Rule>> = {
  raw: { standard: '90d', least: '16d', why: leftovers, perTenant: true },
  ledger: { standard: '90d', least: '16d', why: leftovers, perTenant: true },
  runs: { standard: '400d', least: '16d', why: leftovers, perTenant: true },
  events: { standard: '72h', least: '1h', why: 'who looks at events must be able to see them' },
  journals: { standard: '30d', least: '1d', why: 'a run that was interrupted is told by its execution' },
  tokens: { standard: '7d', least: '1d', why: 'a process may still be refreshing one' },
  'dead-letters': { standard: '400d', least: '14d', why: 'somebody has to have the time to redrive them' },
  bodies: { standard: '30d', least: '16d', why: leftovers },
};

export type PolicyResult =
  | { readonly ok: true; readonly value: Partial<RetentionPolicy> }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads `raw=90d` or `raw: 90d`, one per entry; gives everything that is wrong at once. `tenant` allows what a tenant may have. */
export function parsePolicy(entries: readonly string[], tenant: boolean): PolicyResult {
  const value: Partial<Record<RetentionKind, string>> = {};
  const problems = entries.flatMap((entry) => {
    const [, name = entry.trim(), period = ''] = /^\s*([^=:\s]+)\s*[=:]\s*(.*?)\s*$/.exec(entry) ?? [];
    const problem = problemOf(name, period, tenant);
    if (problem === undefined) value[name as RetentionKind] = period;
    return problem === undefined ? [] : [problem];
  });
  return problems.length === 0 ? { ok: true, value } : { ok: false, problems };
}

function problemOf(name: string, period: string, tenant: boolean): string | undefined {
  const rule = retentionRules[name as RetentionKind] as Rule | undefined;
  if (rule === undefined || !Object.hasOwn(retentionRules, name))
    return `"${name}" is no kind of data with a policy. ${allowedHint(name, retentionKinds)}`;
  if (tenant && !rule.perTenant) return `${name}: is kept for the whole installation; leave --tenant out.`;
  try {
    if (parseDuration(period) >= parseDuration(rule.least)) return undefined;
    return `${name}: ${period} is too short, ${rule.least} is the least: ${rule.why}.`;
  } catch (error) {
    if (!isNamed(error, 'InvalidInput')) throw error;
    return `${name}: ${messageOf(error)}`;
  }
}

/** What is wrong between the periods of a policy: the ledger tells of raw batches, and runs of the ledger. */
export function policyConflicts(policy: RetentionPolicy): readonly string[] {
  const ms = (kind: RetentionKind): number => parseDuration(policy[kind]);
  return [
    ...(ms('ledger') < ms('raw')
      ? [`ledger: ${policy.ledger} is shorter than raw (${policy.raw}), whose batches it describes.`]
      : []),
    ...(ms('runs') < ms('ledger')
      ? [`runs: ${policy.runs} is shorter than ledger (${policy.ledger}), which belongs to them.`]
      : []),
  ];
}

/** The standard periods with what was set over them. */
export function policyOf(...layers: readonly Partial<RetentionPolicy>[]): RetentionPolicy {
  const standard = Object.fromEntries(retentionKinds.map((kind) => [kind, retentionRules[kind].standard]));
  return Object.assign({}, standard, ...layers) as RetentionPolicy;
}
