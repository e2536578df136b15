import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkConnectorFolder } from '../../../core/connector/check.ts';
import type { ConnectorArtefact } from '../../../core/connector/model.ts';
import { checkExtensionFolder } from '../../../core/extension/check.ts';
import { compileMapping } from '../../../transformer/mapping/compile.ts';
import { catalogueFolder } from '../../support/pipeline.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const temporary = temporaryDirectories();
const checked = checkConnectorFolder(join(catalogueFolder, 'demo-odata'), compileMapping);
if (!checked.ok) throw new Error('the demo connector is broken');
const connectors: ReadonlyMap<string, ConnectorArtefact> = new Map([['demo-odata', checked.value]]);

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporary();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/** `<file>:<line> <message>` of everything that is wrong. */
function problemsOf(folder: string): readonly string[] {
  const result = checkExtensionFolder(folder, connectors, compileMapping);
  return result.ok
    ? []
    : result.problems.map(({ file, line, message }) => `${relative(folder, file) || '.'}:${line} ${message}`);
}

const fields = (properties: string, more = ''): string =>
  `{ "type": "object", "properties": { ${properties} }${more} }`;
const projects = 'mappings/demo-odata/projects.map.yaml';

test('the example of the demo is sound, and equal files give an equal digest', () => {
  const result = checkExtensionFolder('demo/extension', connectors, compileMapping);
  const copy = temporary();
  cpSync('demo/extension', copy, { recursive: true });
  const again = checkExtensionFolder(copy, connectors, compileMapping);
  expect(result).toMatchObject({ ok: true, value: { digest: expect.stringMatching(/^[\w-]{22}$/) } });
  expect(again).toEqual(result);
});

test('everything that is wrong is said at once, each with its place', () => {
  const folder = folderOf({
    'fields/projet.schema.json': fields('"a": {}'),
    'fields/project.schema.json': '{\n  "type": "objct",\n  "properties": { "a": { "$ref": "#" } }\n}',
    'entities/party.schema.json': fields('"a": {}'),
    'entities/Gear.schema.json': fields('"a": {}'),
    'entities/tool.schema.json': '{ "type": "object" ',
    'mappings/demo-odat/projects.map.yaml': 'entities: []',
    'mappings/demo-odata/project.map.yaml': 'entities: []',
    'mappings/demo-odata/business-partners.map.yaml': `entities:
  - entity: party
    id: BusinessPartner
    fields:
      name: $eval("1")
      custom: { since: Created }
  - entity: crane
    fields: { name: BusinessPartner }
`,
    'mappings/projects.map.yaml': 'entities: []',
  });
  expect(problemsOf(folder)).toEqual([
    'entities/Gear.schema.json:1 "Gear" is no name for an entity',
    'entities/party.schema.json:1 "party" is an entity of everybody',
    expect.stringContaining('entities/tool.schema.json:1 no JSON'),
    'fields/project.schema.json:1 the schema must have "type": "object"',
    expect.stringContaining('fields/project.schema.json:2 '),
    'fields/project.schema.json:3 "#" leads out of the own fields',
    'fields/projet.schema.json:1 there is no entity "projet" to add fields to',
    'mappings/demo-odat/projects.map.yaml:1 no connector "demo-odat" is registered',
    `mappings/demo-odata/business-partners.map.yaml:3 the connector's own mapping gives "party" its id`,
    'mappings/demo-odata/business-partners.map.yaml:5 the entity has no field "name" here',
    expect.stringContaining('mappings/demo-odata/business-partners.map.yaml:5 '),
    'mappings/demo-odata/business-partners.map.yaml:6 the entity has no field "since" here',
    'mappings/demo-odata/business-partners.map.yaml:6 party.custom.since: the source schema has no field "Created"',
    'mappings/demo-odata/business-partners.map.yaml:7 there is no entity "crane"',
    'mappings/demo-odata/project.map.yaml:1 the connector demo-odata has no stream "project"',
    'mappings/projects.map.yaml:1 no extension has a file here',
  ]);
});

describe('own fields', () => {
  test('of a definition of the entity’s own name are refused', () => {
    const text = fields('"a": { "$ref": "#/$defs/money" }', ', "$defs": { "money": { "type": "string" } }');
    expect(problemsOf(folderOf({ 'fields/project.schema.json': text }))).toEqual([
      'fields/project.schema.json:1 the entity has a definition "money" of its own',
    ]);
  });

  test('may have definitions, and a field may be called $id', () => {
    const text = fields('"$id": { "$ref": "#/$defs/code" }', ', "$defs": { "code": { "type": "string" } }');
    expect(problemsOf(folderOf({ 'fields/project.schema.json': text }))).toEqual([]);
  });

  test('that are required must be filled wherever the entity gets any', () => {
    const folder = folderOf({
      'fields/project.schema.json': fields('"a": { "type": "string" }, "b": {}', ', "required": ["a"]'),
      [projects]: 'entities: [{ entity: project, fields: { custom: { b: Project } } }]',
    });
    expect(problemsOf(folder)).toEqual([`${projects}:1 the target field "a" is required and not mapped`]);
  });

  test('are compared by type with what they are filled from', () => {
    const folder = folderOf({
      'fields/party.schema.json': fields('"a": { "type": "string" }'),
      'mappings/demo-odata/business-partners.map.yaml':
        'entities: [{ entity: party, fields: { custom: { a: IsSupplier } } }]',
    });
    expect(problemsOf(folder)).toEqual([expect.stringContaining('party.custom.a: must be')]);
  });

  test('go into a further entity too', () => {
    const further = (custom: string): string =>
      `entities: [{ entity: activity, fields: { number: Project, name: Project, custom: { ${custom} } } }]`;
    const schema = { 'fields/activity.schema.json': fields('"phase": { "type": "string" }') };
    expect(problemsOf(folderOf({ ...schema, [projects]: further('phase: ProjectStatus') }))).toEqual([]);
    expect(problemsOf(folderOf({ ...schema, [projects]: further('fase: ProjectStatus') }))).toHaveLength(1);
  });
});

describe('further source fields', () => {
  const mapping = {
    'entities/tool.schema.json': fields('"a": {}'),
    [projects]: 'entities: [{ entity: tool, fields: { a: YY1_A } }]',
  };
  const at = 'mappings/demo-odata/projects.schema.json';

  test('are known to the mapping', () => {
    expect(problemsOf(folderOf(mapping))).toEqual([expect.stringContaining('no field "YY1_A"')]);
    expect(problemsOf(folderOf({ ...mapping, [at]: fields('"YY1_A": { "type": "string" }') }))).toEqual([]);
  });

  test('cannot change those of the connector, nor be required and unread, nor stand alone', () => {
    const again = fields('"YY1_A": {}, "Project": {}');
    expect(problemsOf(folderOf({ ...mapping, [at]: again }))).toEqual([
      expect.stringContaining('has the field "Project" already'),
    ]);
    const unread = fields('"YY1_A": {}, "YY1_B": {}', ', "required": ["YY1_B"]');
    expect(problemsOf(folderOf({ ...mapping, [at]: unread }))).toEqual([
      expect.stringContaining('"YY1_B" is required'),
    ]);
    expect(problemsOf(folderOf({ [at]: fields('"YY1_A": {}') }))).toEqual([
      `${at}:1 source fields without a mapping that reads them`,
    ]);
    const more = fields('"YY1_A": {}', ', "additionalProperties": false');
    expect(problemsOf(folderOf({ ...mapping, [at]: more }))).toEqual([
      expect.stringContaining('"additionalProperties"'),
    ]);
  });
});

describe('the folder', () => {
  test('must be there, and hold something', () => {
    expect(problemsOf(join(temporary(), 'nowhere'))).toEqual(['.:1 there is no such folder']);
    expect(problemsOf(folderOf({ 'README.md': '', '.hidden': '' }))).toEqual([
      '.:1 there is no extension in this folder',
    ]);
  });

  test('holds no links', () => {
    const folder = folderOf({ 'entities/tool.schema.json': fields('"a": {}') });
    symlinkSync('/etc/hostname', join(folder, 'entities/host.schema.json'));
    expect(problemsOf(folder)).toEqual(['entities/host.schema.json:1 links are not followed']);
  });
});
