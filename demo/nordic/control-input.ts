import { faultChecks, seed } from '../common/fault-checks.ts';
import { fieldChangeKinds, fieldTypes } from '../common/field-change.ts';
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
import type { Drift } from './drift.ts';
import { type Fault, type FaultRate, faultKinds } from './faults.ts';
import { resourceNames } from './model.ts';
import type { MutationRequest } from './mutations.ts';

export type Revocation = {
  /** Without it, all companies. */
  readonly company?: number;
  /** Each token, present and future, dies after so many requests; 0 ends that. Without it, all die now. */
  readonly afterRequests?: number;
};

const text: FieldCheck = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a text');
const someOf =
  (choices: readonly string[]): FieldCheck =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => oneOf(choices)(item) === undefined)
      ? undefined
      : `must be a list of ${choices.join(', ')}`;

const company = whole(1, 99);
const faultFields: Checks<Fault> = faultChecks(faultKinds, text);
const rateChecks: Checks<FaultRate> = {
  rate: share,
  kinds: someOf(faultKinds),
  seed,
  retryAfterSeconds: faultFields.retryAfterSeconds,
  delayMs: faultFields.delayMs,
};
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
  kind: oneOf(fieldChangeKinds),
  resource: oneOf(resourceNames),
  field: text,
  to: text,
  value: anything,
  share,
};

/** No body asks for nothing in particular. */
function orEmpty(body: string): string {
  return body === '' ? '{}' : body;
}

export const parseMutation = (body: string): Checked<MutationRequest> => parseFields(orEmpty(body), mutationChecks);
export const parseRevocation = (body: string): Checked<Revocation> => parseFields(orEmpty(body), revocationChecks);

/** One fault in waiting, or a rate. */
export function parseFault(body: string): Checked<Fault | FaultRate> {
  return body.includes('"rate"')
    ? parseFields<FaultRate>(orEmpty(body), rateChecks, ['rate', 'kinds'])
    : parseFields<Fault>(orEmpty(body), faultFields, ['kind']);
}

const driftNeeds = {
  'rename-field': ['to'],
  'add-field': ['value'],
  'retype-field': ['to'],
  'new-value': ['value'],
} as const;

export function parseDrift(body: string): Checked<Drift> {
  const checked = parseFields<Drift>(orEmpty(body), driftChecks, ['kind', 'resource', 'field']);
  if (!checked.ok) return checked;
  const drift = checked.value;
  const missing = driftNeeds[drift.kind].filter((name) => !Object.hasOwn(drift, name));
  if (missing.length > 0) return { ok: false, reason: `${drift.kind} needs ${missing.join(', ')}` };
  if (drift.kind !== 'retype-field' || fieldTypes.includes(drift.to)) return checked;
  return { ok: false, reason: `to must be one of ${fieldTypes.join(', ')}` };
}
