import { entitySchemas } from '../core/entities.ts';
import { brokenRule } from '../core/entity-rules.ts';
import { TributaryError } from '../core/errors.ts';
import { normaliseIdentifier } from '../core/identifiers.ts';
import { compileRecordValidator, type RecordValidator } from '../core/validate.ts';
import type { Identifier } from '../platform/ports.ts';

const validators = new Map<string, RecordValidator>();

function validatorOf(entity: string): RecordValidator {
  const known = validators.get(entity);
  if (known) return known;
  const schema = entitySchemas[entity];
  if (!schema)
    throw new TributaryError('InvalidInput', { code: 'entity-unknown', message: `There is no entity "${entity}".` });
  const validator = compileRecordValidator(schema);
  validators.set(entity, validator);
  return validator;
}

/** What is wrong with an entity by its canonical schema and rules; undefined when nothing is. */
export function validateEntity(entity: string, body: object): string | undefined {
  return validatorOf(entity)(body)?.message ?? brokenRule(entity, body);
}

type Body = Readonly<Record<string, unknown>>;

const isIdentifier = (value: unknown): value is Identifier =>
  value !== null &&
  typeof value === 'object' &&
  'scheme' in value &&
  'value' in value &&
  typeof value.scheme === 'string' &&
  typeof value.value === 'string';

/** Gives identifiers their one spelling, so that the same party, item or invoice is found under the same identifier in every ERP. */
export function normaliseEntity(body: Body): { readonly body: Body; readonly identifiers: readonly Identifier[] } {
  const stated = body['identifiers'];
  if (!Array.isArray(stated)) return { body, identifiers: [] };
  const identifiers = stated.map((item: unknown) =>
    isIdentifier(item) ? { ...item, ...normaliseIdentifier(item) } : item,
  );
  return { body: { ...body, identifiers }, identifiers: identifiers.filter(isIdentifier) };
}
