import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { compileArtefact, parseArtefact } from '../../../core/connector/artefact.ts';
import { checkConnectorFolder } from '../../../core/connector/check.ts';
import type { CheckedMapping, MappingCheck } from '../../../core/connector/check-stream.ts';
import { connectorCopy, problemsOf } from '../../support/connector-copy.ts';

/** Stands in for the transformer's compiler: reads nothing, unless a test says so. */
const mappingThat =
  (facts: Partial<CheckedMapping>): MappingCheck =>
  () => ({ ok: true, value: { reads: {}, plainPaths: [], sourceFields: '*', ...facts } });

const copy = connectorCopy();
const { edit } = copy;
let root: string;
let folder: string;

beforeEach(() => {
  root = copy.root();
  folder = copy.folder();
});

const problems = (check: MappingCheck = mappingThat({})): ReturnType<typeof problemsOf> => problemsOf(folder, check);

describe('a connector folder', () => {
  test('that is right becomes an artefact', () => {
    const checked = checkConnectorFolder(folder, mappingThat({}));
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    expect(checked.value.definition.name).toBe('demo-odata');
    expect(Object.keys(checked.value.schemas)).toEqual(['business-partners', 'projects', 'supplier-invoices']);
    expect(checked.value.mappings['projects']?.file).toBe('projects.map.yaml');
    expect(checkConnectorFolder(folder, mappingThat({}))).toEqual(checked);
  });

  test('that is not there', () => {
    const checked = checkConnectorFolder(path.join(root, 'none'), mappingThat({}));
    expect(checked).toMatchObject({
      ok: false,
      problems: [{ line: 1, message: expect.stringMatching(/does not exist/) }],
    });
  });

  test('with broken YAML says no more than that', () => {
    writeFileSync(path.join(folder, 'connector.yaml'), 'name: [a\n');
    expect(problems()).toHaveLength(1);
  });

  test('shows all problems at once, in the order of reading', () => {
    edit(
      'connector.yaml',
      ['name: demo-odata', 'name: demo-erp'],
      ['"{host}/odata', '"{hots}/odata'],
      ['password: { title: Password, secret: true }', 'password: { title: Password }'],
      ['per: 1s', 'per: 1 s'],
      ['primaryKey: [BusinessPartner]', 'primaryKey: [Partner]'],
      ['schema: projects.schema.json', 'schema: ../projects.schema.json'],
      ['mapping: projects.map.yaml', 'mapping: project.map.yaml'],
    );
    edit('supplier-invoices.schema.json', ['"type": "object"', '"type": "objekt"']);
    const found = problems();
    expect(found.map(([place, message]) => [place.slice(0, 60), message])).toEqual([
      ['connector.yaml: demo-erp', 'the connector is named "demo-erp" but its folder "demo-odata"'],
      [expect.stringContaining('{hots}/odata'), 'there is no parameter "hots"'],
      ['connector.yaml: "{password}"', 'password takes the parameter "password", which is not secret'],
      [expect.stringContaining('1 s'), 'rateLimit.per is not of the form asked for'],
      ['connector.yaml: Partner]', 'the source schema has no field "Partner"'],
      ['connector.yaml: ../projects.schema.json', '"../projects.schema.json" is outside the connector\'s folder'],
      ['connector.yaml: project.map.yaml', 'there is no file "project.map.yaml" in the connector\'s folder'],
      ['supplier-invoices.schema.json: "objekt",', expect.stringContaining('type')],
    ]);
    expect(found[1]?.[2]).toBe('Did you mean "host"? Allowed: host, username, password.');
  });

  test('keeps secrets out of addresses, defaults and the file itself', () => {
    edit(
      'connector.yaml',
      ['path: /Projects', 'path: "/{password}/Projects"'],
      ['{ title: Password, secret: true }', '{ title: Password, secret: true, default: hunter2 }'],
      ['password: "{password}"', 'password: hunter2'],
    );
    const found = problems();
    expect(found.map(([, message]) => message)).toEqual([
      'the secret parameter "password" cannot have a default',
      'authentication.password is not of the form asked for',
      'the secret parameter "password" cannot be part of an address',
    ]);
    expect(JSON.stringify(found.map(([, message, hint]) => [message, hint]))).not.toContain('hunter2');
  });

  test('refuses a link that leads out of the folder', () => {
    writeFileSync(path.join(root, 'secret.json'), '{}');
    rmSync(path.join(folder, 'projects.schema.json'));
    symlinkSync('../secret.json', path.join(folder, 'projects.schema.json'));
    expect(problems()[0]?.[1]).toMatch(/leads outside/);
  });

  test('places broken JSON', () => {
    edit('projects.schema.json', ['"title": "Project",', '"title": "Project"']);
    expect(problems()).toEqual([
      [expect.stringMatching(/^projects.schema.json: /), expect.stringMatching(/^no JSON: /), undefined],
    ]);
  });

  test('a default must match its own pattern', () => {
    edit('connector.yaml', ['pattern: https?://[^/\\s]+', 'pattern: https?://[^/\\s]+\n    default: erp.example']);
    expect(problems().map(([, message]) => message)).toEqual(['the default of "host" does not match its own pattern']);
  });
});

describe('mapping and schemas', () => {
  test('the problems of the mapping are shown', () => {
    const check: MappingCheck = (source) => ({ ok: false, problems: [source.problem(['entities'], 'refused')] });
    expect(problems(check).map(([, message]) => message)).toEqual(['refused', 'refused', 'refused']);
  });

  test('a mapping reads only what the source schema has', () => {
    edit(
      'supplier-invoices.map.yaml',
      ['$lookup($units, QuantityUnit) ?? QuantityUnit', 'QtyUnit'],
      ['each: to_Item', 'each: to_Items'],
    );
    edit('business-partners.map.yaml', ['value: $text(VATRegistration)', 'value: $text(VATNumber)']);
    const reads = {
      'supplier-invoice.(id)': ['SupplierInvoice', 'FiscalYear'],
      'supplier-invoice.lines.(each)': ['to_Items'],
      'supplier-invoice.lines.unit': ['to_Item.QtyUnit'],
      'supplier-invoice.lines.item.id': ['to_Item.Material.deeper'],
    };
    const partner = { 'party.identifiers.value': ['OrganizationNumber', 'VATNumber', '*', '`@odata.etag`'] };
    const check: MappingCheck = (source) => {
      if (source.file.includes('invoices')) return mappingThat({ reads })(source);
      return mappingThat(source.file.includes('partners') ? { reads: partner } : {})(source);
    };
    expect(problems(check)).toEqual([
      [
        'business-partners.map.yaml: $text(VATNumber)',
        'party.identifiers.value: the source schema has no field "VATNumber"',
        expect.stringMatching(/Allowed: /),
      ],
      [
        'supplier-invoices.map.yaml: to_Items',
        'supplier-invoice.lines.(each): the source schema has no field "to_Items"',
        expect.stringMatching(/^Did you mean "to_Item"\?/),
      ],
      [
        'supplier-invoices.map.yaml: QtyUnit',
        'supplier-invoice.lines.unit: the source schema has no field "to_Item.QtyUnit"',
        expect.stringMatching(/Allowed: /),
      ],
    ]);
  });

  test('a schema requires only what is asked for', () => {
    const check: MappingCheck = (source) =>
      mappingThat(source.file.includes('projects') ? { sourceFields: ['Project', 'ProjectDescription'] } : {})(source);
    expect(problems(check)[0]).toEqual([
      expect.stringContaining('select:'),
      'the source schema requires "ProjectStatus", which no mapping reads',
      expect.any(String),
    ]);
  });

  test('targets exist, and required ones are mapped', () => {
    edit('projects.map.yaml', ['entity: project', 'entity: projekt']);
    edit('business-partners.map.yaml', ['name: $text', 'nmae: $text'], ['scheme: \'"vat"\'', 'schema: \'"vat"\'']);
    edit(
      'supplier-invoices.map.yaml',
      ['seller:\n        id:', 'seller:\n        ident:'],
      ['paymentTerms: $text(PaymentTerms)', 'paymentTerms: { text: PaymentTerms }'],
    );
    expect(problems().map(([place, message]) => [place.replace(/:\s.*: /, ': ').slice(0, 45), message])).toEqual([
      [expect.any(String), 'the target field "name" is required and not mapped'],
      [expect.any(String), 'the entity has no field "nmae" here'],
      [expect.any(String), 'the target field "scheme" is required and not mapped'],
      [expect.any(String), 'the entity has no field "schema" here'],
      [expect.any(String), 'there is no entity "projekt"'],
      [expect.any(String), 'the target field "id" is required and not mapped'],
      [expect.any(String), 'the entity has no field "ident" here'],
      [expect.any(String), 'the target has no fields of its own'],
    ]);
  });
});

describe('an artefact', () => {
  const parts = { definition: { name: 'a' } as never, schemas: { s: { type: 'object' } }, mappings: {} };
  const artefact = compileArtefact(parts);

  test('survives storing', () => {
    expect(parseArtefact(JSON.stringify(artefact))).toEqual(artefact);
    expect(parseArtefact(new TextEncoder().encode(JSON.stringify(artefact)))).toEqual(artefact);
  });

  test('has the same digest however it was written', () => {
    expect(
      compileArtefact({ mappings: {}, schemas: { s: { type: 'object' } }, definition: { name: 'a' } as never }).digest,
    ).toBe(artefact.digest);
    expect(compileArtefact({ ...parts, schemas: { s: { type: 'array' } } }).digest).not.toBe(artefact.digest);
  });

  test.each(['{', 'null', '{}', JSON.stringify({ ...artefact, mappings: { s: { file: 'x', text: 'y' } } })])(
    'is refused when damaged: %s',
    (text) => {
      expect(() => parseArtefact(text)).toThrow(
        expect.objectContaining({ name: 'StorageFailed', code: 'artefact-damaged' }),
      );
    },
  );
});
