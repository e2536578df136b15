import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { entitySchemas } from '../../core/entities.ts';
import { checkSchema, compileRecordValidator } from '../../core/validate.ts';

function examples(entity: string, kind: 'valid' | 'invalid'): [string, unknown][] {
  const file = new URL(`../../schemas/entities/examples/${entity}.${kind}.json`, import.meta.url);
  return Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
}

describe.each(Object.entries(entitySchemas))('%s', (entity, schema) => {
  const validate = compileRecordValidator(schema);

  test('has a valid schema of the dialect it names', () => {
    expect(schema).toHaveProperty('$schema', 'https://json-schema.org/draft/2020-12/schema');
    expect(checkSchema(schema)).toEqual([]);
  });

  test.each(examples(entity, 'valid'))('accepts: %s', (_name, example) => {
    expect(validate(example)).toBeUndefined();
  });

  test.each(examples(entity, 'invalid'))('refuses: %s', (_name, example) => {
    expect(validate(example)?.message).toEqual(expect.any(String));
  });
});
