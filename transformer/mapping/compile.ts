import type { MappingReads, PlainPath } from '../../core/connector/mapping-reads.ts';
import { byPlace, type Problem } from '../../core/problem.ts';
import type { YamlSource } from '../../core/yaml-source.ts';
import { type Compilation, compileFields, compileText } from './compile-fields.ts';
import { environmentFor } from './expression/compile-expression.ts';
import type { Evaluate } from './expression/evaluate.ts';
import { formatSourcePath } from './expression/reads.ts';
import { asInput } from './expression/sequence.ts';
import { type UnknownCode, unknownCodesOf } from './expression/unknown-code.ts';
import { isTruthy, textOf } from './expression/values.ts';
import type { EntityDefinition } from './file/definition.ts';
import { readMapping } from './file/read-mapping.ts';
import { kindOf, MappingError } from './mapping-error.ts';

/** One canonical record, before its envelope. */
export type MappedEntity = {
  readonly entity: string;
  /** What the mapping's `id` gave; undefined where there is none, which means the key of the source record. */
  readonly id: string | undefined;
  /** Keys in the order of the mapping, so that its JSON text can be digested. */
  readonly body: Record<string, unknown>;
  /** Codes of the record that the mapping's code lists do not have. */
  readonly unknownCodes?: readonly UnknownCode[];
};

/** One entry of a mapping's `entities`. */
export type CompiledEntity = {
  readonly entity: string;
  /** Undefined if the record is none of these (`when`). Throws MappingError. */
  apply(record: unknown): MappedEntity | undefined;
};

export type Mapping = {
  readonly entities: readonly CompiledEntity[];
  /**
   * Source paths that each target field reads: `supplier-invoice.lines.unit` → `to_Item.QuantityUnit`; also under
   * `supplier-invoice.(when)`, `.(id)` and `.lines.(each)`. `*` is the whole record.
   */
  readonly reads: MappingReads;
  /** Fields that take a source field as it is, whose types can be compared. */
  readonly plainPaths: readonly PlainPath[];
  /** Fields of the source record that are needed, sorted; `*` when an expression reads the whole record. */
  readonly sourceFields: readonly string[] | '*';
};

function idText(entity: string, text: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return textOf(value);
  const place = { field: `${entity}.(id)`, expression: text };
  const found = value === '' ? 'an empty text' : kindOf(value);
  throw new MappingError('no-id', `${entity}.(id): the id must be a text or a number, got ${found}`, place);
}

function compileEntity(compilation: Compilation, definition: EntityDefinition): CompiledEntity {
  const { entity, when, id, fields } = definition;
  const origins = [[]];
  const compile = (name: string, text: typeof when): Evaluate | undefined =>
    text && compileText(compilation, { key: `${entity}.${name}`, origins }, text).evaluate;
  const isWanted = compile('(when)', when);
  const idOf = compile('(id)', id);
  const build = compileFields(compilation, { key: entity, origins }, fields);
  return {
    entity,
    apply: (record) => {
      const environment = environmentFor(record, record);
      const input = asInput(record);
      if (isWanted && !isTruthy(isWanted(input, environment))) return undefined;
      const given = idOf && idText(entity, id?.text ?? '', idOf(input, environment));
      const mapped = { entity, id: given, body: build(input, environment) ?? {} };
      const { missed } = environment;
      return missed.length === 0 ? mapped : { ...mapped, unknownCodes: unknownCodesOf(missed) };
    },
  };
}

/** A mapping, or all that is wrong with it and what its sound expressions read. */
export type CheckedMappingFile =
  | { readonly ok: true; readonly value: Mapping }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly known: Pick<Mapping, 'reads' | 'plainPaths'>;
    };

function sourceFieldsOf(compilation: Compilation): readonly string[] | '*' {
  const fields = new Set<string>();
  for (const path of [...compilation.reads.values()].flat()) {
    const [first] = path;
    if (first === undefined) return '*';
    fields.add(first);
  }
  return [...fields].sort();
}

/** Compiles a mapping file. All that is wrong with it, structure and expressions, is reported at once. */
export function compileMapping(source: YamlSource): CheckedMappingFile {
  const { definition, problems } = readMapping(source);
  const compilation: Compilation = {
    source,
    tables: definition.tables,
    problems: [...problems],
    reads: new Map(),
    plainPaths: [],
  };
  const entities = definition.entities.map((entity) => compileEntity(compilation, entity));
  const paths = [...compilation.reads].map(([key, found]) => [key, [...new Set(found.map(formatSourcePath))].sort()]);
  const known = { reads: Object.fromEntries(paths) as MappingReads, plainPaths: compilation.plainPaths };
  if (compilation.problems.length > 0) return { ok: false, problems: compilation.problems.sort(byPlace), known };
  return { ok: true, value: { entities, ...known, sourceFields: sourceFieldsOf(compilation) } };
}

/** All entities that a source record is mapped to, in the order of the mapping. Throws MappingError. */
export function applyMapping(mapping: Mapping, record: unknown): readonly MappedEntity[] {
  const mapped: MappedEntity[] = [];
  for (const entity of mapping.entities) {
    const found = entity.apply(record);
    if (found !== undefined) mapped.push(found);
  }
  return mapped;
}
