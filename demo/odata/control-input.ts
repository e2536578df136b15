import { faultChecks, seed } from '../common/fault-checks.ts';
import { fieldTypes } from '../common/field-change.ts';
import {
  anything,
  type Checked,
  type Checks,
  type FieldCheck,
  oneOf,
  parseFields,
  share,
  whole,
} from '../common/parse-fields.ts';
import { type Drift, driftKinds } from './drift.ts';
import { type Fault, type FaultRate, faultKinds } from './faults.ts';
import { entitySetNames } from './model.ts';
import type { MutationRequest } from './mutations.ts';

const text: FieldCheck = (value) => (typeof value === 'string' ? undefined : 'must be a text');
const someOf =
  (choices: readonly string[]): FieldCheck =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => choices.includes(String(item)))
      ? undefined
      : `must be a list of ${choices.join(', ')}`;

const faultFields: Checks<Fault> = faultChecks(faultKinds, text);

const rateFields: Checks<FaultRate> = {
  rate: share,
  kinds: someOf(faultKinds),
  path: text,
  seed,
  retryAfterSeconds: faultFields.retryAfterSeconds,
  delayMs: faultFields.delayMs,
};

const driftFields = {
  kind: oneOf(driftKinds),
  entitySet: oneOf(entitySetNames),
  field: text,
  to: text,
  value: anything,
  share,
};

/** What each kind cannot do without. */
const driftNeeds: Readonly<Record<Drift['kind'], readonly string[]>> = {
  'rename-field': ['field', 'to'],
  'add-field': ['field', 'value'],
  'retype-field': ['field', 'to'],
  'new-value': ['field', 'value'],
  'hide-rows': ['share'],
};

const count = whole(0, 10_000);
const mutationFields: Checks<MutationRequest> = {
  create: count,
  change: count,
  delete: count,
  entitySet: oneOf(entitySetNames),
  seed,
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
