/**
 * Writes the types of core/generated and the reference in docs/entities.md from the schemas: `npm run generate`. A test
 * shows that what is committed is up to date.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { generateEntityPage } from './entity-page.ts';

const root = path.resolve(import.meta.dirname, '..');
const sources = ['schemas/entities', 'schemas/events'];
const target = 'core/generated';

const options = {
  additionalProperties: false,
  bannerComment: '',
  format: true,
  ignoreMinAndMaxItems: true,
  style: { printWidth: 120, singleQuote: true, trailingComma: 'all' as const },
};

/** The generator knows no `readonly`; data of ours is read-only throughout. */
function asReadonly(code: string): string {
  return code
    .replace(/^( +)((?:'[^']+'|"[^"]+"|\w+)\??: |\[k: string\]: )/gm, '$1readonly $2')
    .replace(/(\w+|\([^()\n]+\)|(?<=[:=] |^)\{[^{}]*\})\[\]/gm, 'readonly $1[]');
}

/** Keywords that no validation needs; without them the schemas are a third as long, and every function reads them as it starts. */
const forReaders = new Set(['$id', 'title', 'description', 'examples']);

function withoutProse(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutProse);
  if (schema === null || typeof schema !== 'object') return schema;
  // A field may have the name of such a keyword; its value is a schema then.
  const isProse = (key: string, value: unknown): boolean =>
    forReaders.has(key) && (typeof value === 'string' || Array.isArray(value));
  const kept = Object.entries(schema).filter(([key, value]) => !isProse(key, value));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutProse(value)]));
}

export type GeneratedFile = { readonly file: string; readonly text: string };

async function generateOne(source: string): Promise<GeneratedFile> {
  const name = path.basename(source).replace('.schema.json', '');
  const schema = JSON.parse(readFileSync(path.join(root, source), 'utf8')) as JSONSchema;
  const code = await compile(schema, name, { ...options, cwd: path.join(root, path.dirname(source)) });
  const banner = `// Generated from ${source} by \`npm run generate\`; edit that file instead.\n\n`;
  return { file: `${target}/${name}.generated.ts`, text: banner + asReadonly(code) };
}

/** The generated files as they should be, without writing them. */
export async function generateTypes(): Promise<readonly GeneratedFile[]> {
  const files = sources.flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((file) => file.endsWith('.schema.json'))
      .sort()
      .map((file) => `${folder}/${file}`),
  );
  return [...(await Promise.all(files.map(generateOne))), generateSchemas()];
}

/** The entities' schemas as the program loads them, one to a line. */
function generateSchemas(): GeneratedFile {
  const folder = 'schemas/entities';
  const files = readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.schema.json'));
  const lines = files.sort().map((file) => {
    const schema: unknown = JSON.parse(readFileSync(path.join(root, folder, file), 'utf8'));
    return `${JSON.stringify(file.replace('.schema.json', ''))}:${JSON.stringify(withoutProse(schema))}`;
  });
  return { file: `${target}/entity-schemas.generated.json`, text: `{\n${lines.join(',\n')}\n}\n` };
}

/** docs/entities.md as it should be, without writing it. */
export function generatePage(): GeneratedFile {
  const file = 'docs/entities.md';
  return { file, text: generateEntityPage(readFileSync(path.join(root, file), 'utf8')) };
}

if (import.meta.main) {
  mkdirSync(path.join(root, target), { recursive: true });
  for (const { file, text } of [...(await generateTypes()), generatePage()]) writeFileSync(path.join(root, file), text);
}
