import { type Drift, driftKinds } from './drift.ts';
import { type Fault, type FaultRate, faultKinds } from './faults.ts';
import { resourceNames } from './model.ts';
import type { MutationRequest } from './mutations.ts';

export type Revocation = {
  /** Without it, all companies. */
  readonly company?: number;
  /** Each token, present and future, dies after so many requests; 0 ends that. Without it, all die now. */
  readonly afterRequests?: number;
};

export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string };

/** What is wrong with a value; undefined when nothing is. */
type FieldCheck = (value: unknown) => string | undefined;

const whole =
  (least: number, greatest: number): FieldCheck =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= greatest
      ? undefined
      : `must be a whole number from ${least} to ${greatest}`;
const share: FieldCheck = (value) =>
  typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'must be a number from 0 to 1';
const text: FieldCheck = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a text');
const anything: FieldCheck = () => undefined;
const oneOf =
  (choices: readonly string[]): FieldCheck =>
  (value) =>
    choices.some((choice) => choice === value) ? undefined : `must be one of ${choices.join(', ')}`;
const someOf =
  (choices: readonly string[]): FieldCheck =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => oneOf(choices)(item) === undefined)
      ? undefined
      : `must be a list of ${choices.join(', ')}`;

const company = whole(1, 99);
const seed = whole(0, 2 ** 32 - 1);
const retryAfterSeconds = whole(0, 86_400);
const delayMs = whole(0, 3_600_000);

type Checks<Value> = Readonly<Record<keyof Value & string, FieldCheck>>;

const faultChecks: Checks<Fault> = {
  kind: oneOf(faultKinds),
  times: whole(1, 1_000_000),
  path: text,
  skip: whole(0, 1_000_000),
  retryAfterSeconds,
  delayMs,
};
const rateChecks: Checks<FaultRate> = { rate: share, kinds: someOf(faultKinds), seed, retryAfterSeconds, delayMs };
const count = whole(0, 10_000);
const mutationChecks: Checks<MutationRequest> = {
  create: count,
  change: count,
  delete: count,
  vanish: share,
  resource: oneOf(resourceNames),
  company,
  seed,
};
const revocationChecks: Checks<Revocation> = { company, afterRequests: whole(0, 1_000_000) };
const driftChecks = {
  kind: oneOf(driftKinds),
  resource: oneOf(resourceNames),
  field: text,
  to: text,
  value: anything,
  share,
};

export const parseMutation = (body: string): Checked<MutationRequest> => parseFields(body, mutationChecks, []);
export const parseRevocation = (body: string): Checked<Revocation> => parseFields(body, revocationChecks, []);

/** One fault in waiting, or a rate. */
export function parseFault(body: string): Checked<Fault | FaultRate> {
  return body.includes('"rate"')
    ? parseFields<FaultRate>(body, rateChecks, ['rate', 'kinds'])
    : parseFields<Fault>(body, faultChecks, ['kind']);
}

const driftNeeds = {
  'rename-field': ['to'],
  'add-field': ['value'],
  'retype-field': ['to'],
  'new-value': ['value'],
} as const;

export function parseDrift(body: string): Checked<Drift> {
  const checked = parseFields<Drift>(body, driftChecks, ['kind', 'resource', 'field']);
  if (!checked.ok) return checked;
  const drift = checked.value;
  const missing = driftNeeds[drift.kind].filter((name) => !Object.hasOwn(drift, name));
  if (missing.length > 0) return { ok: false, reason: `${drift.kind} needs ${missing.join(', ')}` };
  const types = ['text', 'number', 'object', 'null'];
  if (drift.kind !== 'retype-field' || types.includes(drift.to)) return checked;
  return { ok: false, reason: `to must be one of ${types.join(', ')}` };
}

/** The body's fields, each of them checked; `Value` must have exactly the checked fields. */
function parseFields<Value>(
  body: string,
  checks: Readonly<Record<string, FieldCheck>>,
  needed: readonly string[],
): Checked<Value> {
  let value: unknown;
  try {
    value = JSON.parse(body === '' ? '{}' : body);
  } catch {
    return { ok: false, reason: 'the body is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, reason: 'the body must be a JSON object' };
  const problems = Object.entries(value).flatMap(([name, given]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    const problem = check ? check(given) : `is not known: use ${Object.keys(checks).join(', ')}`;
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
  const missing = needed.filter((name) => !Object.hasOwn(value, name)).map((name) => `${name} is missing`);
  const reasons = [...problems, ...missing];
  return reasons.length === 0 ? { ok: true, value: value as Value } : { ok: false, reason: reasons.join('; ') };
}
