import { allowedHint } from './did-you-mean.ts';
import type { YamlPath } from './yaml-source.ts';

/** One way in which a value breaks its schema, in plain words. Holds no value that might be a secret. */
export type SchemaViolation = {
  readonly path: YamlPath;
  /** The JSON Schema keyword that was broken. */
  readonly keyword: string;
  readonly message: string;
  readonly hint?: string;
  /** The field that is not there, when the keyword is `required`. */
  readonly missing?: string;
  /** `key` when the key at `path` is wrong, not its value. */
  readonly place?: 'key';
};

/** What is used of Ajv's error, with `verbose` on. */
export type SchemaError = {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly propertyName?: string;
  readonly schema?: unknown;
  readonly parentSchema?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
};

/** A JSON pointer as keys and, inside lists, indexes. */
export function pathOf(pointer: string): YamlPath {
  if (pointer === '') return [];
  const steps = pointer.slice(1).split('/');
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}

/** `streams.invoices.primaryKey[0]`; `root` in words for the whole. */
export function pathText(path: YamlPath, root = 'the file'): string {
  if (path.length === 0) return root;
  return path
    .map((step, depth) => (typeof step === 'number' ? `[${step}]` : `${depth > 0 ? '.' : ''}${step}`))
    .join('');
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys and values',
  array: 'a list',
  null: 'empty',
};

/** The JSON Schema type of a value; `integer` for whole numbers. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** The name of a JSON Schema type in plain words: `a list`. */
export function typeWord(type: string): string {
  return typeWords[type] ?? type;
}

/** What a value is, in plain words: `a list`, `empty`. */
export function valueWord(value: unknown): string {
  return typeof value === 'boolean' ? String(value) : typeWord(typeName(value));
}

/** What a value is, where something else was wanted: `, not a list`. */
export function butIs(value: unknown): string {
  return value === null || value === undefined ? ', but is null (empty)' : `, not ${valueWord(value)}`;
}

type Words = { readonly message: string; readonly hint?: string };

function describeType(error: SchemaError, name: string): Words {
  const types = [error.params['type']].flat().map(String);
  const wanted = types.map(typeWord).join(' or ');
  const scalar = ['number', 'boolean'].includes(typeof error.data);
  return {
    message: `${name} must be ${wanted}${butIs(error.data)}`,
    ...(types.includes('string') && scalar ? { hint: 'Put it in quotes.' } : {}),
  };
}

function describeAllowed(error: SchemaError, name: string): Words {
  const values =
    error.keyword === 'const' ? [error.params['allowedValue']] : (error.params['allowedValues'] as unknown[]);
  const allowed = values.map(String);
  const found = typeof error.data === 'string' ? error.data : '';
  const shown = found !== '' && found.length <= 40 ? `, not "${found}"` : '';
  return {
    message: `${name} must be ${allowed.length === 1 ? `"${allowed[0]}"` : 'one of the values allowed'}${shown}`,
    hint: allowedHint(found, allowed),
  };
}

/** What a schema says of its value, for the reader who broke it. */
function expectation(schema: Readonly<Record<string, unknown>> | undefined): { readonly hint?: string } {
  const { description, examples } = schema ?? {};
  const parts = [
    ...(typeof description === 'string' ? [description] : []),
    ...(Array.isArray(examples) ? [`For example: ${examples.map((item) => JSON.stringify(item)).join(', ')}.`] : []),
  ];
  return parts.length > 0 ? { hint: parts.join(' ') } : {};
}

function bound(error: SchemaError): string {
  const limit = String(error.params['limit'] ?? error.params['multipleOf']);
  const phrases: Readonly<Record<string, string>> = {
    minimum: `must be ${limit} or more`,
    maximum: `must be ${limit} or less`,
    exclusiveMinimum: `must be more than ${limit}`,
    exclusiveMaximum: `must be less than ${limit}`,
    multipleOf: `must be a multiple of ${limit}`,
    minLength: limit === '1' ? 'must not be empty' : `must have at least ${limit} characters`,
    maxLength: `must have at most ${limit} characters`,
    minItems: `must have at least ${limit} ${limit === '1' ? 'entry' : 'entries'}`,
    maxItems: `must have at most ${limit} ${limit === '1' ? 'entry' : 'entries'}`,
    minProperties: `must have at least ${limit} ${limit === '1' ? 'key' : 'keys'}`,
    maxProperties: `must have at most ${limit} ${limit === '1' ? 'key' : 'keys'}`,
    uniqueItems: `has the same entry twice, at [${error.params['j']}] and [${error.params['i']}]`,
    format: `is not a valid ${error.params['format']}`,
    pattern: 'is not of the form asked for',
  };
  return phrases[error.keyword] ?? error.message ?? `breaks "${error.keyword}"`;
}

/** Puts one error of Ajv in plain words. `base` is the path of the value that was validated. */
export function describeError(error: SchemaError, base: YamlPath = [], root?: string): SchemaViolation {
  const path = [...base, ...pathOf(error.instancePath)];
  const { keyword } = error;
  if (keyword === 'required' || keyword === 'dependentRequired') {
    const missing = String(error.params['missingProperty']);
    const properties = error.parentSchema?.['properties'] as Record<string, Record<string, unknown>> | undefined;
    return {
      path,
      keyword,
      message: `"${missing}" is missing in ${pathText(path, root)}`,
      ...expectation(properties?.[missing]),
      missing,
      place: 'key',
    };
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const key = String(error.params['additionalProperty'] ?? error.params['unevaluatedProperty']);
    const hint = allowedHint(key, Object.keys(error.parentSchema?.['properties'] ?? {}));
    return {
      path: [...path, key],
      keyword,
      message: `unknown key "${key}" in ${pathText(path, root)}`,
      hint,
      place: 'key',
    };
  }
  if (error.propertyName !== undefined) {
    const message = `"${error.propertyName}" cannot be a key of ${pathText(path, root)}`;
    return { path: [...path, error.propertyName], keyword, message, ...expectation(error.parentSchema), place: 'key' };
  }
  const name = pathText(path, root);
  if (keyword === 'type') return { path, keyword, ...describeType(error, name) };
  if (keyword === 'enum' || keyword === 'const') return { path, keyword, ...describeAllowed(error, name) };
  return { path, keyword, message: `${name} ${bound(error)}`, ...expectation(error.parentSchema) };
}
