/** Builds the package into sdk/dist: `npm run build:sdk [-- <folder>]`. One bundle per entry point, with types; it needs no other package. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build, type Plugin, transform } from 'esbuild';
import { entityNames } from './checked-schemas.ts';
import { standaloneChecks } from './standalone.ts';

const root = resolve(import.meta.dirname, '../..');
const source = join(root, 'sdk/src');
const entryPoints = ['consume', 'sqs', 'webhook', 'file-state'];

/** Puts generated code in the place of `checks.ts`; nobody reads that, so that it may as well be small. */
const generatedChecks: Plugin = {
  name: 'generated-checks',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]sdk[\\/]src[\\/]checks\.ts$/ }, async () => {
      const { code } = await transform(standaloneChecks(), { minify: true, format: 'esm' });
      return { contents: code, loader: 'js', resolveDir: root };
    });
  },
};

async function bundle(target: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: entryPoints.map((name) => join(source, `${name}.ts`)),
    outdir: target,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.3',
    metafile: true,
    legalComments: 'none',
    plugins: [generatedChecks],
  });
  const packages = Object.keys(metafile.inputs).map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(packages)].filter((name) => name !== undefined).sort();
}

/** The licences of what the generated code brings along. */
function writeLicences(target: string, packages: readonly string[]): void {
  const texts = packages.map((name) => {
    const licence = join(root, 'node_modules', name, 'LICENSE');
    if (!existsSync(licence)) throw new Error(`${name} has no licence beside it; it cannot be shipped.`);
    return `${name}\n\n${readFileSync(licence, 'utf8').trim()}\n`;
  });
  if (texts.length > 0) writeFileSync(join(target, 'third-party-licences.txt'), texts.join('\n\n'));
}

/** Types are those of the sources, and of the entities; all of them stand beside the code. */
function writeTypes(target: string): void {
  const work = join(target, '.types');
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const project = join(root, 'sdk/tsconfig.build.json');
  execFileSync(process.execPath, [tsc, '-p', project, '--outDir', work], { stdio: ['ignore', 2, 2] });
  for (const file of readdirSync(join(work, 'sdk/src'))) {
    const text = readFileSync(join(work, 'sdk/src', file), 'utf8');
    if (file !== 'checks.d.ts') writeFileSync(join(target, file), text.replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"));
  }
  rmSync(work, { recursive: true });
  mkdirSync(join(target, 'entities'));
  for (const name of entityNames())
    cpSync(join(root, `core/generated/${name}.generated.ts`), join(target, `entities/${name}.d.ts`));
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(join(root, file), 'utf8')) as { readonly version: string }).version;
}

/** Writes the package's `dist` anew. */
async function buildSdk(target: string): Promise<void> {
  if (versionIn('sdk/package.json') !== versionIn('package.json'))
    throw new Error('sdk/package.json and package.json have different versions: give both the same.');
  rmSync(target, { recursive: true, force: true });
  writeLicences(target, await bundle(target));
  writeTypes(target);
}

await buildSdk(resolve(process.argv[2] ?? join(root, 'sdk/dist')));
