import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

type Branch = { readonly properties: { readonly kind: { readonly const: string; readonly description: string } } };
type Schema = { readonly definitions: Readonly<Record<string, { readonly oneOf: readonly Branch[] }>> };

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../schemas/config/connector.schema.json'), 'utf8'),
) as Schema;

/** The kinds that the connector schema knows under `definition`, with their descriptions. */
export function schemaKinds(definition: 'authentication' | 'pagination'): Readonly<Record<string, string>> {
  const branches = schema.definitions[definition]?.oneOf ?? [];
  return Object.fromEntries(branches.map(({ properties: { kind } }) => [kind.const, kind.description]));
}

/** What the connector schema has against a value of `definition`; null when it fits. */
export function schemaErrors(definition: 'authentication' | 'pagination', value: unknown): unknown {
  const ajv = new Ajv({ strict: false, formats: { regex: true } });
  ajv.addSchema(schema, 'connector');
  ajv.validate(`connector#/definitions/${definition}`, value);
  return ajv.errors ?? null;
}
