import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkConnectorFolder } from '../../../core/connector/check.ts';
import type { ExtensionArtefact } from '../../../core/extension/model.ts';
import { compileExtension } from '../../../core/extension/model.ts';
import { type CompiledStream, compileStream } from '../../../transformer/compiled-stream.ts';
import { extendStream } from '../../../transformer/extension/extend-stream.ts';
import { applyMapping, compileMapping } from '../../../transformer/mapping/compile.ts';
import { catalogueFolder } from '../../support/pipeline.ts';

const checked = checkConnectorFolder(join(catalogueFolder, 'demo-odata'), compileMapping);
if (!checked.ok) throw new Error('the demo connector is broken');
const connector = checked.value;
const base = compileStream(connector, 'projects', 3);
const record = { Project: 'P-1', ProjectDescription: 'Roof', ProjectStatus: '20', Country: 'NO', Phase: 'X' };

const fields = { project: { type: 'object', required: ['phase'], properties: { phase: { enum: ['X', 'Y'] } } } };
const entities = { tool: { type: 'object', additionalProperties: false, properties: { name: { type: 'string' } } } };

function extended(text: string, schema?: object): CompiledStream {
  const stream = { mapping: { file: 'p.map.yaml', text }, ...(schema && { schema }) };
  const artefact: ExtensionArtefact = compileExtension({
    fields,
    entities,
    streams: { 'demo-odata/projects': stream },
  });
  return extendStream(base, connector.schemas['projects'] ?? {}, artefact, stream);
}

describe('a stream with a tenant’s additions', () => {
  const stream = extended(`entities:
  - { entity: project, when: Phase, fields: { custom: { phase: Phase } } }
  - { entity: project, when: Crane, fields: { custom: { crane: Crane } } }
  - { entity: tool, id: Project & "-t", fields: { name: Project } }
`);

  test('puts own fields into the entity of the connector, and its own entities behind', () => {
    const [project, tool, ...more] = applyMapping(stream.mapping, { ...record, Crane: 'C1' });
    expect(project).toMatchObject({ entity: 'project', body: { number: 'P-1', custom: { phase: 'X', crane: 'C1' } } });
    expect(tool).toEqual({ entity: 'tool', id: 'P-1-t', body: { name: 'P-1' } });
    expect(more).toEqual([]);
  });

  test('leaves the stream of everybody else as it was', () => {
    expect(applyMapping(base.mapping, record)).toHaveLength(1);
    expect(applyMapping(base.mapping, record)[0]?.body).not.toHaveProperty('custom');
    expect(base.validateEntity('project', { number: '1', name: 'A', custom: { phase: 'X' } })).toContain('custom');
  });

  test('needs the fields of both', () => {
    expect(stream.mapping.sourceFields).toEqual(
      expect.arrayContaining(['Phase', 'Crane', 'Project', 'ProjectDescription']),
    );
    expect(base.mapping.sourceFields).not.toContain('Phase');
    expect(extended('entities: [{ entity: tool, fields: { name: $string($record) } }]').mapping.sourceFields).toBe('*');
  });

  test('is checked by the schemas of both', () => {
    const valid = { number: '1', name: 'A', custom: { phase: 'X' } };
    expect(stream.validateEntity('project', valid)).toBeUndefined();
    expect(stream.validateEntity('project', { ...valid, custom: { phase: 'Z' } })).toContain('custom.phase');
    expect(stream.validateEntity('project', { number: '1', name: 'A' })).toContain('custom');
    expect(stream.validateEntity('project', { ...valid, phase: 'X' })).toContain('phase');
    expect(stream.validateEntity('tool', { name: 'A' })).toBeUndefined();
    expect(stream.validateEntity('tool', { nam: 'A' })).toContain('nam');
    expect(stream.validateEntity('party', { name: 'A' })).toBeUndefined();
    expect(() => stream.validateEntity('crane', {})).toThrow('There is no entity "crane".');
  });

  test('tells of codes that only the tenant’s lists do not have', () => {
    const coded = extended(`tables: { phases: { X: first } }
entities: [{ entity: project, fields: { custom: { phase: "$lookup($phases, Phase) ?? Phase" } } }]`);
    const [project] = applyMapping(coded.mapping, { ...record, Phase: 'Q' });
    expect(project?.unknownCodes).toEqual([{ code: 'Q', path: 'Phase', target: 'project.custom.phase' }]);
  });
});

test('source fields of the tenant are known and checked', () => {
  const text = 'entities: [{ entity: tool, fields: { name: YY1_A } }]';
  const found = new Set<string>();
  const schema = { type: 'object', properties: { YY1_A: { type: 'string' } } };
  const stream = extended(text, schema);
  stream.unknownFields({ ...record, YY1_A: 'a', YY1_B: 'b' }, found);
  expect([...found]).toEqual(['Phase', 'YY1_B']);
  const violation = stream.validate({ YY1_A: 7 });
  expect(violation).toBeDefined();
});

test('a mapping that was never checked is named', () => {
  expect(() => extended('entities: [{ entity: tool, fields: { name: $eval("1") } }]')).toThrow('p.map.yaml');
});
