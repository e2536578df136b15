import type { DriftPolicy } from '../../core/connector/model.ts';
import type { SchemaViolation } from '../../core/violation.ts';
import type { UnknownCode } from '../mapping/expression/unknown-code.ts';

export type DriftClass = 'additive' | 'risky' | 'breaking';

/** A difference between a record and its registered source schema or its mapping's code lists (schemas/events/notification.drift.schema.json). */
export type Drift = {
  readonly kind: 'field-added' | 'field-missing' | 'type-changed' | 'value-added' | 'format-changed' | 'unknown-code';
  readonly class: DriftClass;
  readonly path: string;
  /** Of an unknown code: the code. Nothing else of a record is ever told. */
  readonly value?: string;
  readonly affects?: readonly string[];
};

export type DriftPolicies = Readonly<Record<DriftClass, DriftPolicy>>;

/** What a connector gets that says nothing: what cannot be understood is kept out, the rest is told. */
export const defaultPolicies: DriftPolicies = { additive: 'notify', risky: 'notify', breaking: 'quarantine' };

/** Longer ones are no codes, and could be anything. */
const longestCode = 40;

/** A code that the mapping's code list does not have: it is kept as it is, or left out, and the record goes on. */
export function driftOfCode({ code, path, target }: UnknownCode): Drift {
  const value = code.length > longestCode ? {} : { value: code };
  return { kind: 'unknown-code', class: 'risky', path, ...value, affects: [target] };
}

/** What is done about it. Unknown codes are at most told: what a mapping makes of them is its own affair. */
export function policyFor({ kind, class: class_ }: Drift, policies: DriftPolicies): DriftPolicy {
  return kind === 'unknown-code' && policies[class_] !== 'ignore' ? 'notify' : policies[class_];
}

const valueKeywords = new Set(['enum', 'const']);
const shapeKeywords = new Set(['type', 'anyOf', 'oneOf']);

/** What a violation of the source schema means for those who rely on it. */
export function driftOfViolation({ keyword, path, missing }: SchemaViolation): Drift {
  // Indexes are left out: the same difference in another line of an invoice is the same drift.
  const field = [...path, missing].filter((step) => typeof step === 'string').join('.');
  if (keyword === 'required') return { kind: 'field-missing', class: 'breaking', path: field };
  if (shapeKeywords.has(keyword)) return { kind: 'type-changed', class: 'breaking', path: field };
  if (valueKeywords.has(keyword)) return { kind: 'value-added', class: 'risky', path: field };
  return { kind: 'format-changed', class: 'risky', path: field };
}
