import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { allowedHint } from '../did-you-mean.ts';
import { messageOf } from '../errors.ts';
import type { Checked, Problem } from '../problem.ts';
import { fieldsOf, requiredFields, schemaNode } from '../schema-fields.ts';
import { checkSchema } from '../validate.ts';
import { parseYaml, type YamlPath, type YamlSource } from '../yaml-source.ts';
import { checkTargets } from './check-targets.ts';
import type { ConnectorFile } from './connector-file.ts';
import { checkReads, type MappingReads } from './mapping-reads.ts';

/** What a connector's check needs to know of a compiled mapping. */
export type CheckedMapping = {
  readonly reads: MappingReads;
  /** Top-level source fields that are read; `*` when all may be. */
  readonly sourceFields: readonly string[] | '*';
};

export type MappingCheck = (source: YamlSource) => Checked<CheckedMapping>;

export type CheckedStream = {
  readonly problems: readonly Problem[];
  readonly schema?: object;
  readonly mapping?: { readonly file: string; readonly text: string };
};

type FileText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: Problem };

function readBeside(folder: string, file: ConnectorFile, at: YamlPath, name: string): FileText {
  const refuse = (message: string, hint?: string): FileText => ({
    ok: false,
    problem: file.source.problem(at, message, hint),
  });
  const outside = (relative: string): boolean => relative.startsWith('..') || path.isAbsolute(relative);
  const target = path.resolve(folder, name);
  if (path.isAbsolute(name) || outside(path.relative(path.resolve(folder), target)))
    return refuse(`"${name}" is outside the connector's folder`, 'Keep the file beside connector.yaml.');
  try {
    if (outside(path.relative(realpathSync(folder), realpathSync(target))))
      return refuse(`"${name}" leads outside the connector's folder`, 'Keep the file beside connector.yaml.');
    return { ok: true, text: readFileSync(target, 'utf8') };
  } catch (error) {
    const absent = Error.isError(error) && 'code' in error && error.code === 'ENOENT';
    return refuse(
      absent ? `there is no file "${name}" in the connector's folder` : `"${name}" cannot be read: ${messageOf(error)}`,
    );
  }
}

function parseSchema(file: string, text: string): Checked<object> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = messageOf(error);
    const place = /line (\d+) column (\d+)/.exec(message);
    return {
      ok: false,
      problems: [
        { file, line: Number(place?.[1] ?? 1), column: Number(place?.[2] ?? 1), message: `no JSON: ${message}` },
      ],
    };
  }
  const source = parseYaml(file, text);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { ok: false, problems: [source.problem([], 'a source schema must be a JSON object')] };
  const problems = checkSchema(value).map(({ path: at, message, hint, place }) =>
    source.problem(at, message, hint, place),
  );
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value };
}

function checkKeyAndCursor(file: ConnectorFile, stream: string, schema: object): readonly Problem[] {
  const at = ['streams', stream];
  const { primaryKey, cursor } = file.definition.streams[stream] ?? {};
  const known = fieldsOf(schemaNode(schema));
  if (known === undefined) return [];
  const missing = (path: YamlPath, field: string): readonly Problem[] => {
    if (!file.sound(path) || Object.hasOwn(known, field)) return [];
    return [
      file.source.problem(path, `the source schema has no field "${field}"`, allowedHint(field, Object.keys(known))),
    ];
  };
  return [
    ...(file.sound([...at, 'primaryKey']) ? (primaryKey ?? []) : []).flatMap((field, index) =>
      missing([...at, 'primaryKey', index], field),
    ),
    ...(cursor ? missing([...at, 'cursor', 'field'], cursor.field) : []),
  ];
}

/** With a field selection only some fields are asked for: one that the schema requires must be among them. */
function checkSelection(
  file: ConnectorFile,
  stream: string,
  mapping: CheckedMapping,
  schema: object,
): readonly Problem[] {
  const at = ['streams', stream];
  const { select, primaryKey = [], cursor } = file.definition.streams[stream] ?? {};
  if (select === undefined || mapping.sourceFields === '*' || !file.sound(at)) return [];
  const asked = [...mapping.sourceFields, ...primaryKey, ...(cursor ? [cursor.field] : []), ...(select.exclude ?? [])];
  const unasked = requiredFields(schemaNode(schema)).filter((field) => !asked.includes(field));
  const hint = 'Take it out of "required" in the source schema: only fields that the mapping reads are asked for.';
  return unasked.map((field) =>
    file.source.problem(
      [...at, 'select'],
      `the source schema requires "${field}", which no mapping reads`,
      hint,
      'key',
    ),
  );
}

/** Checks the files of one stream and what refers from one to the other. */
export function checkStream(
  folder: string,
  file: ConnectorFile,
  stream: string,
  checkMapping: MappingCheck,
): CheckedStream {
  const at = ['streams', stream];
  const { schema: schemaName, mapping: mappingName } = file.definition.streams[stream] ?? {};
  const problems: Problem[] = [];
  const read = (
    key: string,
    name: string | undefined,
  ): { readonly shown: string; readonly text: string } | undefined => {
    if (name === undefined || !file.sound([...at, key])) return undefined;
    const found = readBeside(folder, file, [...at, key], name);
    if (found.ok) return { shown: path.join(folder, name), text: found.text };
    problems.push(found.problem);
    return undefined;
  };
  const schemaFile = read('schema', schemaName);
  const mappingFile = read('mapping', mappingName);
  const schema = schemaFile && parseSchema(schemaFile.shown, schemaFile.text);
  if (schema?.ok) problems.push(...checkKeyAndCursor(file, stream, schema.value));
  else problems.push(...(schema?.problems ?? []));
  const source = mappingFile && parseYaml(mappingFile.shown, mappingFile.text);
  const mapping = source && checkMapping(source);
  if (mapping?.ok && schema?.ok) {
    problems.push(...checkReads(source as YamlSource, mapping.value.reads, schema.value));
    problems.push(...checkSelection(file, stream, mapping.value, schema.value));
  }
  if (mapping?.ok) problems.push(...checkTargets(source as YamlSource));
  else problems.push(...(mapping?.problems ?? []));
  return {
    problems,
    ...(schema?.ok ? { schema: schema.value } : {}),
    ...(mappingFile && mappingName ? { mapping: { file: mappingName, text: mappingFile.text } } : {}),
  };
}
