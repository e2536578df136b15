import { readFileSync } from 'node:fs';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { allowedHint } from '../core/did-you-mean.ts';
import { TributaryError } from '../core/errors.ts';
import { demandStage } from '../platform/aws/names.ts';

/** What differs between stages; infra/stages.json holds one of these per stage. */
export type StageSettings = {
  readonly stage: string;
  /** Whether table, bucket, key and logs outlive their stack, and the table refuses to be deleted. */
  readonly keepData: boolean;
  /** How long logs are kept: one of the numbers that CloudWatch knows. */
  readonly logDays: number;
  /** How long raw batches are kept at most, whatever the policy says: the rule of the bucket. Batches may come for 14 days and more. */
  readonly rawDays: number;
  /** Megabytes per function; `steps` are the short ones of the machine and of the distributor. */
  readonly memory: { readonly steps: number; readonly extract: number; readonly transform: number };
  /** Transform functions that work at the same time for one ERP. */
  readonly transformConcurrency: number;
  /** Reserved for the sweep; absent in accounts so new that their whole quota is ten, none of which can be reserved. */
  readonly sweepConcurrency?: number;
  /** What the stage may cost in a month before its alarm address is told. */
  readonly dollarsPerMonth: number;
  /** Who is told of alarms and of the cost. */
  readonly alarmAddress?: string;
  /** Private or loopback hosts that connectors may reach: `host` or `host:port`. */
  readonly allowHosts: readonly string[];
};

/** Reads a value of the CDK context, such as `app.node.tryGetContext`. */
export type Context = (key: string) => unknown;

type Raw = Readonly<Record<string, unknown>>;

/**
 * The settings of the stage that the context names (`-c stage=prod`, else dev), with `allowHosts` and `alarmAddress` from
 * the context over them. Throws InvalidInput with every problem at once.
 */
export function readSettings(context: Context, stages: Raw = readStages()): StageSettings {
  const stage = demandStage(String(context('stage') ?? 'dev'));
  const found = stages[stage];
  if (!isObject(found)) throw unknownStage(stage, Object.keys(stages));
  const settings: Raw = { allowHosts: [], ...found, ...overrides(context), stage };
  const problems = [...clashes(stage, Object.keys(stages)), ...check(settings)];
  if (problems.length === 0) return settings as StageSettings;
  throw new TributaryError('InvalidInput', {
    code: 'settings-invalid',
    message: `The settings of stage ${stage} cannot be used (infra/stages.json and the context):\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
  });
}

function readStages(): Raw {
  return JSON.parse(readFileSync(new URL('./stages.json', import.meta.url), 'utf8')) as Raw;
}

function overrides(context: Context): Raw {
  const [hosts, address] = [context('allowHosts'), context('alarmAddress')];
  return {
    ...(typeof hosts === 'string' ? { allowHosts: hosts.split(',').filter((host) => host !== '') } : {}),
    ...(Array.isArray(hosts) ? { allowHosts: hosts } : {}),
    ...(address === undefined || address === '' ? {} : { alarmAddress: address }),
  };
}

function unknownStage(stage: string, known: readonly string[]): TributaryError {
  const message = `There is no stage "${stage}" in infra/stages.json. ${allowedHint(stage, known)} Choose one of these, or add yours to the file.`;
  return new TributaryError('InvalidInput', { code: 'stage-unknown', message });
}

/** Wildcards over `tributary-dev-*` would reach into a stage called `dev-2`. */
function clashes(stage: string, known: readonly string[]): string[] {
  return known
    .filter((other) => other.startsWith(`${stage}-`) || stage.startsWith(`${other}-`))
    .map((other) => `stage: "${stage}" and "${other}" share the beginning of their names; rename one of them`);
}

type Rule = { readonly holds: (value: unknown) => boolean; readonly says: string; readonly optional?: true };

const isWhole = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
const memory: Rule = { holds: (value) => isWhole(value, 128, 10_240), says: 'a whole number from 128 to 10240' };
const days = Object.values(RetentionDays).filter((value) => typeof value === 'number' && value < 9999);

const rules: Readonly<Record<string, Rule>> = {
  stage: { holds: () => true, says: '' },
  keepData: { holds: (value) => typeof value === 'boolean', says: 'true or false' },
  logDays: { holds: (value) => days.includes(value as never), says: `one of ${days.join(', ')}` },
  rawDays: { holds: (value) => isWhole(value, 16, 3650), says: 'a whole number from 16 to 3650' },
  memory: { holds: isObject, says: 'an object with steps, extract and transform' },
  transformConcurrency: { holds: (value) => isWhole(value, 2, 1000), says: 'a whole number from 2 to 1000' },
  sweepConcurrency: { holds: (value) => isWhole(value, 1, 10), says: 'a whole number from 1 to 10', optional: true },
  dollarsPerMonth: { holds: (value) => isWhole(value, 1, 1_000_000), says: 'a whole number from 1' },
  alarmAddress: {
    holds: (value) => typeof value === 'string' && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value),
    says: 'an e-mail address',
    optional: true,
  },
  allowHosts: {
    holds: (value) => Array.isArray(value) && value.every((host) => /^[\w.-]+(:\d{1,5})?$/.test(String(host))),
    says: 'a list of host or host:port',
  },
};

const memoryRules: Readonly<Record<string, Rule>> = { steps: memory, extract: memory, transform: memory };

function check(settings: Raw): string[] {
  const own = breaches(settings, rules, '');
  return isObject(settings['memory']) ? [...own, ...breaches(settings['memory'], memoryRules, 'memory.')] : own;
}

function breaches(values: Raw, by: Readonly<Record<string, Rule>>, path: string): string[] {
  const unknown = Object.keys(values).filter((key) => !(key in by));
  const wrong = Object.entries(by).filter(
    ([key, { holds, optional }]) => !(optional && values[key] === undefined) && !holds(values[key]),
  );
  return [
    ...unknown.map((key) => `${path}${key}: no such setting; there are ${Object.keys(by).join(', ')}`),
    ...wrong.map(([key, { says }]) => `${path}${key}: ${describe(values[key])} must be ${says}`),
  ];
}

const describe = (value: unknown): string => (value === undefined ? 'it is missing and' : JSON.stringify(value));

function isObject(value: unknown): value is Raw {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
