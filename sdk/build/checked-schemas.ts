import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const schemas = join(import.meta.dirname, '../../schemas');

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** New optional fields may come at any time, and tenants have fields of their own: consumers let through what they do not know. */
function withUnknownFields(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withUnknownFields);
  if (schema === null || typeof schema !== 'object') return schema;
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'additionalProperties' || value !== false);
  return Object.fromEntries(kept.map(([key, value]) => [key, withUnknownFields(value)]));
}

function read(file: string): { readonly [key: string]: Json } {
  return withUnknownFields(JSON.parse(readFileSync(join(schemas, file), 'utf8')) as Json) as { [key: string]: Json };
}

/** What a consumer checks: `envelope` for one information event, and the data of each canonical entity by its name. */
export function checkedSchemas(): Readonly<Record<string, object>> {
  const { $defs = {}, $schema = '' } = read('events/information-batch.schema.json');
  return {
    ...Object.fromEntries(entityNames().map((name) => [name, read(`entities/${name}.schema.json`)])),
    envelope: { $schema, $defs, $ref: '#/$defs/informationEvent' },
  };
}

/** Names of the canonical entities. */
export function entityNames(): readonly string[] {
  const files = readdirSync(join(schemas, 'entities')).filter((file) => file.endsWith('.schema.json'));
  return files.map((file) => file.replace('.schema.json', '')).sort();
}
