import type { DriftPolicy } from '../../core/connector/model.ts';
import type { SchemaViolation } from '../../core/violation.ts';

export type DriftClass = 'additive' | 'risky' | 'breaking';

/** A difference between a record and its registered source schema; never a value (schemas/events/notification.drift.schema.json). */
export type Drift = {
  readonly kind: 'field-added' | 'field-missing' | 'type-changed' | 'value-added' | 'format-changed';
  readonly class: DriftClass;
  readonly path: string;
};

export type DriftPolicies = Readonly<Record<DriftClass, DriftPolicy>>;

/** What a connector gets that says nothing: what cannot be understood is kept out, the rest is told. */
export const defaultPolicies: DriftPolicies = { additive: 'notify', risky: 'notify', breaking: 'quarantine' };

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
