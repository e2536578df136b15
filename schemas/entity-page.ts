/** The reference of all entities, the lower part of docs/entities.md; `npm run generate` writes it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Schema = {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly examples?: readonly unknown[];
};
/** A part that several fields are made of, such as an address, with the first example of it. */
type Part = { readonly schema: Schema; readonly example: unknown };

const root = path.resolve(import.meta.dirname, '..');
const folder = 'schemas/entities';
/** What stands above this line in docs/entities.md is written by hand. */
const marker = '<!-- Below this line: made by `npm run generate` from schemas/entities. -->';

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const partName = ({ $ref }: Schema): string | undefined => $ref?.split('/').at(-1);

/** Where a term comes from stands in brackets in its description: `(BT-1)`, `(UBL cbc:Note)`. */
const termInBrackets = /\s*\(([^()]*\b(?:BT-|BG-|UBL |ISO 20022|SAF-T|UNTDID|GS1)[^()]*)\)/g;

function typeText(schema: Schema, parts: ReadonlyMap<string, Part>): string {
  const name = partName(schema);
  if (name !== undefined) return parts.has(name) ? `[${name}](#${name.toLowerCase()})` : name;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.items) return `list of ${typeText(schema.items, parts)}`;
  return schema.format ?? (schema.type === 'string' ? 'text' : (schema.type ?? 'any'));
}

function exampleText(schema: Schema, value: unknown): string {
  const inner = schema.items ?? schema;
  // An object has its examples in the table of its part.
  if (inner.$ref !== undefined && typeof value === 'object') return '';
  return typeof value === 'object' ? `\`${JSON.stringify(value)}\`` : `\`${String(value)}\``;
}

/** Notes each part that a field leads to, and what is in it; fields of parts are told once, in the part's own table. */
function collectParts(schema: Schema, definitions: Schema['$defs'], example: unknown, parts: Map<string, Part>): void {
  for (const [field, target] of Object.entries(schema.properties ?? {})) {
    const value = (example as Readonly<Record<string, unknown>> | undefined)?.[field];
    const inner = target.items ?? target;
    const name = partName(inner);
    const part = name === undefined ? undefined : definitions?.[name];
    if (name === undefined || part?.properties === undefined) continue;
    // Of a list, each field's example is that of the first entry which has it.
    const merged: unknown = Array.isArray(value) ? Object.assign({}, ...value.toReversed()) : value;
    if (!parts.has(name)) parts.set(name, { schema: part, example: merged });
    collectParts(part, definitions, merged, parts);
  }
}

function rowsOf(name: string, schema: Schema, example: unknown, parts: ReadonlyMap<string, Part>): readonly string[] {
  const rows = Object.entries(schema.properties ?? {}).map(([field, target]) => {
    const own = target.description ?? parts.get(partName(target.items ?? target) ?? '')?.schema.description ?? '';
    const terms = [...own.matchAll(termInBrackets)].map(([, term]) => term).join('; ');
    const value = (example as Readonly<Record<string, unknown>> | undefined)?.[field] ?? target.examples?.[0];
    if (value === undefined) throw new TypeError(`The first valid example of ${name} has no ${field}.`);
    const label = schema.required?.includes(field) ? `**${field}**` : field;
    const meaning = own.replaceAll(termInBrackets, '').replaceAll('|', '\\|');
    return `| ${label} | ${typeText(target, parts)} | ${meaning} | ${terms} | ${exampleText(target, value)} |`;
  });
  return ['| field | type | meaning | term | example |', '| --- | --- | --- | --- | --- |', ...rows];
}

/** Which connectors of the catalogue have a stream that is mapped to the entity. */
function connectorsByEntity(): ReadonlyMap<string, readonly string[]> {
  const catalog = 'connectors/catalog';
  const found = new Map<string, Set<string>>();
  for (const connector of readdirSync(path.join(root, catalog)).sort()) {
    for (const file of readdirSync(path.join(root, catalog, connector)).filter((name) => name.endsWith('.map.yaml'))) {
      const text = readFileSync(path.join(root, catalog, connector, file), 'utf8');
      for (const [, entity = ''] of text.matchAll(/^ *- entity: *['"]?([a-z0-9-]+)/gm))
        found.set(entity, (found.get(entity) ?? new Set()).add(connector));
    }
  }
  return new Map([...found].map(([entity, connectors]) => [entity, [...connectors]]));
}

/** The whole page as it should be: the text above the marker as it is, and the reference below. */
export function generateEntityPage(page: string): string {
  const [above] = page.split(marker);
  const names = readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith('.schema.json'))
    .map((file) => file.replace('.schema.json', ''))
    .sort();
  const parts = new Map<string, Part>();
  const entities = names.map((name) => {
    const schema = read(`${folder}/${name}.schema.json`) as Schema;
    const [example] = Object.values(read(`${folder}/examples/${name}.valid.json`) as object) as readonly unknown[];
    collectParts(schema, schema.$defs, example, parts);
    return { name, schema, example };
  });
  const connectors = connectorsByEntity();
  const filledBy = (name: string): string => connectors.get(name)?.join(', ') ?? 'none yet';
  const lines = [
    ...['## Every entity', '', 'Fields in **bold** are always there.', ''],
    ...['| entity | what it is | connectors that fill it |', '| --- | --- | --- |'],
    ...entities.map(({ name, schema }) => `| [${name}](#${name}) | ${schema.description} | ${filledBy(name)} |`),
    ...entities.flatMap(({ name, schema, example }) => [
      '',
      `### ${name}`,
      '',
      ...rowsOf(name, schema, example, parts),
    ]),
    ...['', '## Parts', '', 'What several entities are made of.'],
    ...[...parts]
      .sort(([a], [b]) => a.localeCompare(b))
      .flatMap(([name, { schema, example }]) => {
        const about = schema.description === undefined ? [] : ['', schema.description];
        return ['', `### ${name}`, ...about, '', ...rowsOf(name, schema, example, parts)];
      }),
  ];
  return `${above ?? ''}${marker}\n\n${lines.join('\n')}\n`;
}
