import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { elsewhere, type Problem } from '../problem.ts';
import { parseYaml, type YamlPath, type YamlSource } from '../yaml-source.ts';
import {
  checkCursorOrder,
  checkCursorZone,
  checkKeyAndCursor,
  checkOverlap,
  checkSelection,
} from './check-record-fields.ts';
import { checkTargets, type Targets } from './check-targets.ts';
import { checkTypes } from './check-types.ts';
import type { ConnectorFile } from './connector-file.ts';
import { checkReads, type MappingReads, type PlainPath } from './mapping-reads.ts';
import { readSourceSchema } from './source-schema.ts';

/** What a connector's check needs to know of a compiled mapping. */
export type CheckedMapping = {
  readonly reads: MappingReads;
  readonly plainPaths: readonly PlainPath[];
  /** Top-level source fields that are read; `*` when all may be. */
  readonly sourceFields: readonly string[] | '*';
};

/** A faulty mapping still tells what its sound expressions read. */
export type MappingResult =
  | { readonly ok: true; readonly value: CheckedMapping }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly known?: Omit<CheckedMapping, 'sourceFields'>;
    };

export type MappingCheck = (source: YamlSource) => MappingResult;

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

/** All that can be said of a mapping beside its source schema and the entities, also when parts of it are faulty. */
function checkAgainst(
  source: YamlSource,
  mapping: MappingResult,
  schema: object | undefined,
  targets: Targets | undefined,
): readonly Problem[] {
  const known = mapping.ok ? mapping.value : mapping.known;
  return [
    ...checkTargets(source, targets),
    ...(known && schema ? checkReads(source, known.reads, schema) : []),
    ...(known && schema ? checkTypes(source, known.plainPaths, schema) : []),
  ];
}

/** Checks the files of one stream and what refers from one to the other. */
export function checkStream(
  folder: string,
  file: ConnectorFile,
  stream: string,
  checkMapping: MappingCheck,
  targets?: Targets,
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
  const { schema, problems: flaws } = schemaFile
    ? readSourceSchema(schemaFile.shown, schemaFile.text)
    : { schema: undefined, problems: [] };
  problems.push(
    ...flaws,
    ...checkCursorOrder(file, stream),
    ...checkCursorZone(file, stream),
    ...checkOverlap(file, stream),
  );
  if (schema) problems.push(...checkKeyAndCursor(file, stream, schema));
  if (mappingFile) {
    const source = parseYaml(mappingFile.shown, mappingFile.text);
    const mapping = checkMapping(source);
    const own = mapping.ok ? [] : mapping.problems;
    problems.push(...own, ...elsewhere(own, checkAgainst(source, mapping, schema, targets)));
    if (mapping.ok && schema && flaws.length === 0)
      problems.push(...checkSelection(file, stream, mapping.value.sourceFields, schema));
  }
  return {
    problems,
    ...(schema ? { schema } : {}),
    ...(mappingFile && mappingName ? { mapping: { file: mappingName, text: mappingFile.text } } : {}),
  };
}
