import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { entitySchemas } from '../../core/entities.ts';
import { brokenRule } from '../../core/entity-rules.ts';
import { checkSchema, compileRecordValidator } from '../../core/validate.ts';

function examples(entity: string, kind: 'valid' | 'invalid'): [string, unknown][] {
  const file = new URL(`../../schemas/entities/examples/${entity}.${kind}.json`, import.meta.url);
  return Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
}

describe.each(Object.entries(entitySchemas))('%s', (entity, schema) => {
  const validateBySchema = compileRecordValidator(schema);
  const validate = (example: unknown): string | undefined =>
    validateBySchema(example)?.message ?? brokenRule(entity, example as object);

  test('has a valid schema of the dialect it names', () => {
    expect(schema).toHaveProperty('$schema', 'https://json-schema.org/draft/2020-12/schema');
    expect(checkSchema(schema)).toEqual([]);
  });

  test.each(examples(entity, 'valid'))('accepts: %s', (_name, example) => {
    expect(validate(example)).toBeUndefined();
  });

  test.each(examples(entity, 'invalid'))('refuses: %s', (_name, example) => {
    expect(validate(example)).toEqual(expect.any(String));
  });
});

type Schema = { readonly $defs?: Readonly<Record<string, unknown>>; readonly [key: string]: unknown };

const folder = new URL('../../schemas/entities/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.schema.json'));
const sources = files.map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Schema] as const);

test('the program has every entity, in words that its own file has', () => {
  expect(Object.keys(entitySchemas)).toEqual(files.map((file) => file.replace('.schema.json', '')));
  for (const [file, source] of sources) {
    expect(source).toMatchObject(entitySchemas[file.replace('.schema.json', '')] ?? {});
    expect(checkSchema(source)).toEqual([]);
  }
});

test('definitions of the same name are the same in every entity', () => {
  const first = new Map<string, { readonly file: string; readonly definition: unknown }>();
  for (const [file, { $defs = {} }] of sources) {
    for (const [name, definition] of Object.entries($defs)) {
      const known = first.get(name) ?? { file, definition };
      first.set(name, known);
      expect({ name, in: file, definition }).toEqual({ name, in: file, definition: known.definition });
    }
  }
});

test.each(sources)('%s uses all of its definitions', (_file, schema) => {
  const text = JSON.stringify(schema);
  const unused = Object.keys(schema.$defs ?? {}).filter((name) => !text.includes(`"#/$defs/${name}"`));
  expect(unused).toEqual([]);
});
