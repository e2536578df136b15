import { type Fault, faultKinds } from './faults.ts';
import { entitySetNames } from './model.ts';
import type { MutationRequest } from './mutations.ts';

export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string };

type FieldCheck =
  | { readonly kind: 'integer'; readonly least: number; readonly greatest: number }
  | { readonly kind: 'text' }
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

const mutationFields: Readonly<Record<keyof MutationRequest, FieldCheck>> = {
  create: count(0, 10_000),
  change: count(0, 10_000),
  delete: count(0, 10_000),
  entitySet: { kind: 'choice', choices: entitySetNames },
  seed: count(0, 2 ** 32 - 1),
};

export function parseFault(body: string): Checked<Fault> {
  const checked = parseFields<Fault>(body, faultFields);
  if (checked.ok && checked.value.kind === undefined) {
    return { ok: false, reason: `kind is missing: one of ${faultKinds.join(', ')}` };
  }
  return checked;
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
