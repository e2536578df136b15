import { type Drift, driftKinds, fieldTypes } from './drift.ts';
import { type Fault, type FaultRate, faultKinds } from './faults.ts';
import { entitySetNames } from './model.ts';
import type { MutationRequest } from './mutations.ts';

export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string };

type FieldCheck =
  | { readonly kind: 'integer'; readonly least: number; readonly greatest: number }
  | { readonly kind: 'text' | 'share' | 'any' }
  | { readonly kind: 'choices'; readonly choices: readonly string[] }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

const count = (least: number, greatest: number): FieldCheck => ({ kind: 'integer', least, greatest });

const faultFields: Readonly<Record<keyof Fault, FieldCheck>> = {
  kind: { kind: 'choice', choices: faultKinds },
  times: count(1, 1_000_000),
  path: { kind: 'text' },
  skip: count(0, 1_000_000),
  retryAfterSeconds: count(0, 86_400),
  delayMs: count(0, 3_600_000),
};

const rateFields: Readonly<Record<keyof FaultRate, FieldCheck>> = {
  rate: { kind: 'share' },
  kinds: { kind: 'choices', choices: faultKinds },
  path: { kind: 'text' },
  seed: count(0, 2 ** 32 - 1),
  retryAfterSeconds: faultFields.retryAfterSeconds,
  delayMs: faultFields.delayMs,
};

const driftFields: Readonly<Record<string, FieldCheck>> = {
  kind: { kind: 'choice', choices: driftKinds },
  entitySet: { kind: 'choice', choices: entitySetNames },
  field: { kind: 'text' },
  to: { kind: 'text' },
  value: { kind: 'any' },
  share: { kind: 'share' },
};

/** What each kind cannot do without. */
const driftNeeds: Readonly<Record<Drift['kind'], readonly string[]>> = {
  'rename-field': ['field', 'to'],
  'add-field': ['field', 'value'],
  'retype-field': ['field', 'to'],
  'new-value': ['field', 'value'],
  'hide-rows': ['share'],
};

const mutationFields: Readonly<Record<keyof MutationRequest, FieldCheck>> = {
  create: count(0, 10_000),
  change: count(0, 10_000),
  delete: count(0, 10_000),
  entitySet: { kind: 'choice', choices: entitySetNames },
  seed: count(0, 2 ** 32 - 1),
};

/** A fault in waiting, or with `rate` faults by chance. */
export function parseFault(body: string): Checked<Fault | FaultRate> {
  if (body.includes('"rate"')) {
    const rate = parseFields<FaultRate>(body, rateFields);
    const missing = rate.ok && rate.value.kinds === undefined;
    return missing ? { ok: false, reason: `kinds is missing: some of ${faultKinds.join(', ')}` } : rate;
  }
  const checked = parseFields<Fault>(body, faultFields);
  if (checked.ok && checked.value.kind === undefined) {
    return { ok: false, reason: `kind is missing: one of ${faultKinds.join(', ')}` };
  }
  return checked;
}

export function parseDrift(body: string): Checked<Drift> {
  const checked = parseFields<Drift>(body, driftFields);
  if (!checked.ok) return checked;
  const { value: drift } = checked;
  const needed = ['kind', 'entitySet', ...(driftNeeds[drift.kind] ?? [])];
  const missing = needed.filter((name) => !Object.hasOwn(drift, name));
  if (missing.length > 0) return { ok: false, reason: `${missing.join(' and ')} missing` };
  const isType = drift.kind !== 'retype-field' || fieldTypes.some((type) => type === drift.to);
  return isType ? checked : { ok: false, reason: `to must be one of ${fieldTypes.join(', ')}` };
}

export function parseMutation(body: string): Checked<MutationRequest> {
  return parseFields<MutationRequest>(body, mutationFields);
}

function problemOf(
  name: string,
  value: unknown,
  check: FieldCheck | undefined,
  known: readonly string[],
): string | undefined {
  switch (check?.kind) {
    case undefined:
      return `${name} is not known: use ${known.join(', ')}`;
    case 'text':
      return typeof value === 'string' ? undefined : `${name} must be a text`;
    case 'choice':
      return check.choices.some((choice) => choice === value)
        ? undefined
        : `${name} must be one of ${check.choices.join(', ')}`;
    case 'any':
      return undefined;
    case 'share':
      return typeof value === 'number' && value >= 0 && value <= 1 ? undefined : `${name} must be a number from 0 to 1`;
    case 'choices':
      return Array.isArray(value) && value.length > 0 && value.every((item) => check.choices.includes(String(item)))
        ? undefined
        : `${name} must be a list of ${check.choices.join(', ')}`;
    case 'integer':
      return Number.isInteger(value) && Number(value) >= check.least && Number(value) <= check.greatest
        ? undefined
        : `${name} must be a whole number from ${check.least} to ${check.greatest}`;
  }
}

/** The body's fields, each of them checked; `Value` must have exactly the checked fields. */
function parseFields<Value>(body: string, checks: Readonly<Record<string, FieldCheck>>): Checked<Value> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { ok: false, reason: 'the body is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, reason: 'the body must be a JSON object' };
  }
  const problems = Object.entries(value)
    .map(([name, given]) => {
      return problemOf(name, given, Object.hasOwn(checks, name) ? checks[name] : undefined, Object.keys(checks));
    })
    .filter((problem) => problem !== undefined);
  return problems.length === 0 ? { ok: true, value: value as Value } : { ok: false, reason: problems.join('; ') };
}
