/** Writes the types of core/generated from the schemas: `npm run generate`. A test shows that what is committed is up to date. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

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
  return await Promise.all(files.map(generateOne));
}

if (import.meta.main) {
  mkdirSync(path.join(root, target), { recursive: true });
  for (const { file, text } of await generateTypes()) writeFileSync(path.join(root, file), text);
}
