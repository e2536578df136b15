import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { entitySchemas } from '../../../core/entities.ts';
import { entityFields } from '../../../transformer/compare/entity-fields.ts';
import { compareRulesOf, ruledEntities } from '../../../transformer/compare/rules.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/compare.md'), 'utf8');

describe('rules of comparing', () => {
  test('every canonical entity has rules, and its line in docs/compare.md', () => {
    expect([...ruledEntities].sort()).toEqual(Object.keys(entitySchemas).sort());
    for (const entity of ruledEntities) expect(page).toMatch(new RegExp(`^\\| ${entity} +\\|`, 'm'));
  });

  test('rules name only fields and entities that there are', () => {
    for (const entity of ruledEntities) {
      const rules = compareRulesOf(entity);
      const fields = entityFields(entitySchemas[entity] ?? {});
      const named = [
        ...Object.keys(rules.references),
        ...rules.sets,
        ...rules.leftOut,
        ...rules.keys.flatMap((rule) =>
          rule.kind === 'reference' ? [rule.reference, rule.number] : (rule.field ?? []),
        ),
      ];
      expect({ entity, unknown: named.filter((field) => !fields.includes(field)) }).toEqual({ entity, unknown: [] });
      expect(Object.values(rules.references).filter((other) => !(other in entitySchemas))).toEqual([]);
    }
  });

  test('of an entity that a tenant defined, every identifier counts', () => {
    expect(compareRulesOf('toolbox').keys).toEqual([{ kind: 'identifier', scheme: '*' }]);
  });
});
