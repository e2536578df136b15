import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkConnectorFolder } from '../../core/connector/check.ts';
import type { ConnectorArtefact } from '../../core/connector/model.ts';
import { parseWithDigitStrings } from '../../core/json.ts';
import { formatProblem } from '../../core/problem.ts';
import { compileStream } from '../../transformer/compiled-stream.ts';
import { normaliseEntity, validateEntity } from '../../transformer/entities.ts';
import { applyMapping, compileMapping } from '../../transformer/mapping/compile.ts';

const catalog = path.resolve(import.meta.dirname, '../../connectors/catalog');

function load(connector: string): ConnectorArtefact {
  const checked = checkConnectorFolder(path.join(catalog, connector), compileMapping);
  if (!checked.ok) throw new Error(checked.problems.map(formatProblem).join('\n'));
  return checked.value;
}

function fixture(connector: string, name: string): string {
  return readFileSync(path.join(catalog, connector, 'fixtures', name), 'utf8');
}

describe.each(readdirSync(catalog))('%s', (connector) => {
  const artefact = load(connector);

  test('has a page and the entities that come of it for every stream, and says what to know', () => {
    const expected = Object.keys(artefact.definition.streams).flatMap((stream) => [
      `${stream}.entities.json`,
      `${stream}.page.json`,
    ]);
    expect(readdirSync(path.join(catalog, connector, 'fixtures')).sort()).toEqual(expected.sort());
    expect(readFileSync(path.join(catalog, connector, 'README.md'), 'utf8')).toContain('## Connecting');
  });

  test.each(Object.keys(artefact.definition.streams))('%s: the page becomes these entities', (stream) => {
    const { mapping, validate } = compileStream(artefact, stream, 1);
    // Catalogue pages hold their records where the first step of `records` says: `$.value`.
    const list = artefact.definition.streams[stream]?.records.slice(2) ?? '';
    const text = fixture(connector, `${stream}.page.json`);
    const records = (JSON.parse(text) as Record<string, unknown[]>)[list] ?? [];
    expect(records.length).toBeGreaterThan(0);
    expect(records.map(validate)).toEqual(records.map(() => undefined));
    // As the transformer does it: schemas see numbers, mappings all their digits.
    const withDigits = (parseWithDigitStrings(text) as Record<string, unknown[]>)[list] ?? [];
    const entities = withDigits.flatMap((record) =>
      applyMapping(mapping, record).map(({ entity, id, body }) => {
        const normalised = normaliseEntity(body).body;
        expect(validateEntity(entity, normalised)).toBeUndefined();
        return { entity, ...(id === undefined ? {} : { id }), body: normalised };
      }),
    );
    expect(entities).toEqual(JSON.parse(fixture(connector, `${stream}.entities.json`)));
  });
});
