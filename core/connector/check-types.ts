import type { Problem } from '../problem.ts';
import { resolveReference } from '../schema-branch.ts';
import { fieldsOf, type SchemaNode, schemaNode } from '../schema-fields.ts';
import { fieldAt, typesOf } from '../schema-types.ts';
import { typeWord } from '../violation.ts';
import type { YamlSource } from '../yaml-source.ts';
import { canonicalTargets, type Targets } from './check-targets.ts';
import type { PlainPath } from './mapping-reads.ts';

const isNumeric = (type: string): boolean => type === 'number' || type === 'integer';

/** Whether a value of the one type may be of one of the others. 1.0 is a whole number. */
function fits(type: string, wanted: readonly string[]): boolean {
  return wanted.includes(type) || (isNumeric(type) && wanted.some(isNumeric));
}

/** Whether the target is decimal text: its pattern takes amounts and no words. */
function isDecimal({ root, schema }: SchemaNode): boolean {
  const { pattern } = resolveReference(root, schema) as { pattern?: unknown };
  if (typeof pattern !== 'string') return false;
  const form = new RegExp(pattern, 'u');
  return form.test('-1250.5') && form.test('0') && !form.test('abc');
}

function hintFor(wanted: readonly string[], types: readonly string[], node: SchemaNode, text: string): string {
  const { enum: values, format } = resolveReference(node.root, node.schema);
  if (wanted.includes('object')) return 'Give its fields, each by an expression.';
  if (wanted.includes('boolean'))
    return types.every(isNumeric)
      ? `Write $boolean(${text}).`
      : `Compare it with what the ERP writes for true: ${text} = "X".`;
  if (wanted.some(isNumeric)) return `Write $number(${text}).`;
  if (isDecimal(node) && types.every(isNumeric)) return `Write $decimal(${text}).`;
  if (Array.isArray(values)) return `Translate it by a code list: $lookup($codes, $string(${text})).`;
  if (format !== undefined) return `A ${String(format)} as text is needed.`;
  return `Write $string(${text}).`;
}

function fieldHint(field: SchemaNode, text: string): string {
  const paths = Object.keys(fieldsOf(field) ?? {}).map((name) => `${text}.${name}`);
  return paths.length === 0 ? 'Name a field of it.' : `Name one of its fields: ${paths.slice(0, 10).join(', ')}.`;
}

function checkType(
  source: YamlSource,
  plain: PlainPath,
  schema: object,
  schemaOf: Targets['schemaOf'],
): readonly Problem[] {
  const [entity = '', ...names] = plain.target.split('.');
  const entitySchema = schemaOf(entity);
  const target = entitySchema && fieldAt(schemaNode(entitySchema), names);
  const field = fieldAt(schemaNode(schema), plain.source);
  const wanted = target && typesOf(target);
  const types = field && typesOf(field);
  if (!wanted || !types || types.length === 0 || wanted.length === 0) return [];
  // A list of one entry is that entry to a mapping, and a path through a list gives one: nothing is certain of lists.
  if ([...types, ...wanted].includes('array') || types.some((type) => fits(type, wanted))) return [];
  const words = (list: readonly string[]): string => [...new Set(list.map(typeWord))].join(' or ');
  const message = `${plain.target}: must be ${words(wanted)}, but "${plain.text}" is ${words(types)}`;
  const hint = types.includes('object') ? fieldHint(field, plain.text) : hintFor(wanted, types, target, plain.text);
  return [source.problem(plain.at, message, hint)];
}

/** Target fields that take a source field as it is though its type can never be theirs; only what is certain. */
export function checkTypes(
  source: YamlSource,
  plainPaths: readonly PlainPath[],
  schema: object,
  schemaOf: Targets['schemaOf'] = canonicalTargets.schemaOf,
): readonly Problem[] {
  return plainPaths.flatMap((plain) => checkType(source, plain, schema, schemaOf));
}
