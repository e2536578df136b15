/** The only file that knows the schema validator. Values are never changed by validation. */
import { Ajv, type AnySchemaObject, type ErrorObject, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { messageOf } from './errors.ts';
import { isPlainDate, isPlainTime } from './plain-time.ts';
import { byPlace, type Problem } from './problem.ts';
import { chooseBranch, type JsonSchema } from './schema-branch.ts';
import { findFlaws } from './schema-flaws.ts';
import { describeError, pathOf, pathText, type SchemaError, type SchemaViolation } from './violation.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

export type Dialect = 'draft-07' | '2020-12';

/** All violations at once; none when the value is valid. */
export type Validator = (value: unknown) => readonly SchemaViolation[];

/** The first violation of a record; undefined when there is none. */
export type RecordValidator = (record: unknown) => SchemaViolation | undefined;

const fullTime = fullFormats['date-time'] as { readonly validate: (text: string) => boolean };

const options: Options = {
  addUsedSchema: false,
  formats: {
    ...fullFormats,
    date: isPlainDate,
    'date-time': (text: string) => isPlainTime(text) || fullTime.validate(text),
  },
  logger: false,
  strict: false,
  validateSchema: false,
};

function create(dialect: Dialect, more: Options): Ajv {
  return dialect === '2020-12' ? new Ajv2020({ ...options, ...more }) : new Ajv({ ...options, ...more });
}

/** The dialect that `$schema` names, draft-07 when it names none; undefined for one that is not supported. */
export function dialectOf(schema: object): Dialect | undefined {
  const uri = (schema as JsonSchema)['$schema'];
  if (uri === undefined || (typeof uri === 'string' && uri.includes('draft-07'))) return 'draft-07';
  return typeof uri === 'string' && uri.includes('2020-12') ? '2020-12' : undefined;
}

type Explain = (value: unknown, base: YamlPath) => SchemaViolation[];

/** Explains errors of unions by the branch that was meant. */
function unionExplainer(root: JsonSchema, dialect: Dialect): (error: ErrorObject, base: YamlPath) => SchemaViolation[] {
  const explainers = new Map<JsonSchema, Explain>();
  const explainerOf = (branch: JsonSchema): Explain => {
    const made =
      explainers.get(branch) ??
      buildExplainer({ ...branch, definitions: root['definitions'] ?? {}, $defs: root['$defs'] ?? {} }, dialect);
    explainers.set(branch, made);
    return made;
  };
  return ({ instancePath, data, schema, params, keyword }, base) => {
    const path = [...base, ...pathOf(instancePath)];
    if (Array.isArray(params['passingSchemas']))
      return [{ path, keyword, message: `${pathText(path)} mixes forms of which only one is allowed` }];
    const count = (branch: JsonSchema): number => explainerOf(branch)(data, path).length;
    const choice = chooseBranch({ root, branches: schema as JsonSchema[], value: data, path, count });
    return choice.kind === 'violation' ? [choice.violation] : explainerOf(choice.branch)(data, path);
  };
}

/**
 * Ajv reports the errors of every branch of a union right before that of the union itself: they are the ones before it
 * that are at its path or below, and the explanation of the branch that was meant takes their place.
 */
function buildExplainer(schema: JsonSchema, dialect: Dialect): Explain {
  const check = create(dialect, { allErrors: true, verbose: true }).compile(schema as AnySchemaObject);
  const explainUnion = unionExplainer(schema, dialect);
  return (value, base) => {
    if (check(value)) return [];
    const errors = check.errors ?? [];
    const violations: SchemaViolation[] = [];
    for (let i = errors.length - 1; i >= 0; i--) {
      const error = errors[i] as ErrorObject;
      if (error.keyword === 'propertyNames' || error.keyword === 'if') continue;
      if (error.keyword !== 'oneOf' && error.keyword !== 'anyOf') {
        violations.unshift(describeError(error as SchemaError, base));
        continue;
      }
      while (`${errors[i - 1]?.instancePath}/`.startsWith(`${error.instancePath}/`)) i--;
      violations.unshift(...explainUnion(error, base));
    }
    return violations;
  };
}

const compiled = new WeakMap<object, Validator>();

/** A validator that explains, compiled once per schema object. Throws for what is no schema (see `checkSchema`). */
export function compileValidator(schema: object, dialect: Dialect = dialectOf(schema) ?? 'draft-07'): Validator {
  const known = compiled.get(schema);
  if (known) return known;
  const explain = buildExplainer(schema as JsonSchema, dialect);
  const validator: Validator = (value) => {
    const seen = new Set<string>();
    return explain(value, []).filter(({ path, message }) => {
      const text = JSON.stringify([path, message]);
      return !seen.has(text) && seen.add(text);
    });
  };
  compiled.set(schema, validator);
  return validator;
}

/** A validator that is fast and stops at the first violation; for source records and entities. */
export function compileRecordValidator(schema: object): RecordValidator {
  const check = create(dialectOf(schema) ?? 'draft-07', { verbose: true }).compile(schema as AnySchemaObject);
  return (record) => {
    if (check(record)) return undefined;
    const error = (check.errors ?? []).at(-1);
    const data: unknown = typeof error?.data === 'string' ? '' : error?.data;
    return error && describeError({ ...error, data } as SchemaError, [], 'the record');
  };
}

/** What is wrong with a JSON Schema itself: its keywords, its references, its dialect. */
export function checkSchema(schema: object): readonly SchemaViolation[] {
  const dialect = dialectOf(schema);
  if (dialect === undefined)
    return [
      {
        path: ['$schema'],
        keyword: '$schema',
        message: 'this dialect of JSON Schema is not supported',
        hint: 'Use "http://json-schema.org/draft-07/schema#" or "https://json-schema.org/draft/2020-12/schema".',
      },
    ];
  const ajv = create(dialect, { allErrors: true, verbose: true });
  const further = findFlaws(schema);
  if (!ajv.validateSchema(schema)) {
    // The schema of schemas is full of unions: the first error of a place is the one that helps.
    const first = new Map((ajv.errors ?? []).toReversed().map((error) => [error.instancePath, error]));
    const flaws = [...first.values()].toReversed().map((error) => describeError(error as SchemaError));
    return [...flaws, ...further];
  }
  if (further.length > 0) return further;
  try {
    ajv.compile(schema as AnySchemaObject);
    return [];
  } catch (error) {
    return [{ path: [], keyword: '$ref', message: `the schema cannot be used: ${messageOf(error)}` }];
  }
}

/** Validates a YAML file: its syntax first, then everything that breaks the schema, each with line and column. */
export function validateYaml(source: YamlSource, schema: object): Problem[] {
  if (source.problems.length > 0) return [...source.problems];
  return compileValidator(schema)(source.value)
    .map(({ path, message, hint, place }) => source.problem(path, message, hint, place))
    .sort(byPlace);
}
