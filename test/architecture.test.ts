import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { functionLengths, importsOf, sourceFiles } from './support/source-tree.ts';

/** What of the platform is the same on both. Extraction and transformation both leave out who was erased. */
const sharedPlatform: readonly string[] = [
  'platform/ports.ts',
  'platform/rate-budget-port.ts',
  'platform/removal-ports.ts',
  'platform/catalogue.ts',
  'platform/connection-lease.ts',
];

/** Folders in which only the listed folders (and itself) may be imported; a folder's sub-path narrows what is allowed of it. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  schemas: [],
  core: ['schemas'],
  platform: ['core', 'schemas'],
  connectors: [...sharedPlatform, 'platform/erasures.ts', 'core', 'schemas'],
  // What a stream becomes is decided by its connector and by its tenant's extension.
  transformer: [...sharedPlatform, 'platform/erasures.ts', 'platform/extensions.ts', 'core', 'schemas'],
  distributor: [...sharedPlatform, 'core', 'schemas'],
  demo: ['core', 'schemas'],
  api: ['connectors', 'transformer', 'distributor', 'platform/ports.ts', 'platform/catalogue.ts', 'core', 'schemas'],
  // What consumers install: it may only know the language of the product.
  sdk: ['core', 'schemas'],
  infra: ['connectors', 'transformer', 'distributor', 'platform', 'core', 'schemas'],
  cli: [
    'package.json',
    'api',
    'infra',
    'connectors',
    'transformer',
    'distributor',
    'platform',
    'demo',
    'core',
    'schemas',
  ],
  bench: [
    'test/support',
    'cli',
    'infra',
    'connectors',
    'transformer',
    'distributor',
    'platform',
    'demo',
    'core',
    'schemas',
  ],
};

/** Packages that may be imported only there. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'node:sqlite': ['platform/embedded/'],
  '@aws-sdk/': ['platform/aws/', 'bench/cost/'],
  '@aws-lambda-powertools/': ['infra/'],
  'aws-cdk-lib': ['infra/'],
  axios: ['connectors/request/'],
  // The build of the SDK writes checks as code; validate.ts must not load that generator into every function.
  ajv: ['core/validate.ts', 'sdk/build/'],
  jsonata: ['transformer/mapping/'],
  'aws-local-stepfunctions': ['platform/embedded/'],
  croner: ['platform/next-due.ts'],
  commander: ['cli/'],
};

const sources = sourceFiles().filter((file) => !file.startsWith('test/'));
const tests = sourceFiles().filter((file) => file.startsWith('test/'));

function wrongImports(file: string): string[] {
  const [folder = ''] = file.split('/');
  const allowed = [folder, ...(arrows[folder] ?? [])];
  return importsOf(file).flatMap((target) => {
    if (!target.startsWith('.')) {
      const rule = Object.entries(packages).find(
        ([name]) => target === name || target.startsWith(name.endsWith('/') ? name : `${name}/`),
      );
      return rule && !rule[1].some((place) => file.startsWith(place))
        ? [`${file} imports ${target}, which only ${rule[1].join(', ')} may`]
        : [];
    }
    const path = relative('.', join(dirname(file), target));
    return allowed.some((place) => path === place || path.startsWith(`${place}/`)) ? [] : [`${file} imports ${path}`];
  });
}

const share = (values: readonly number[], limit: number): number =>
  values.filter((value) => value <= limit).length / values.length;

describe('architecture', () => {
  test('imports follow the arrows', () => {
    expect(sources.filter((file) => file.includes('/')).flatMap(wrongImports)).toEqual([]);
  });

  test('every folder of source is under a rule', () => {
    const folders = new Set(sources.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
    expect([...folders].filter((folder) => folder !== undefined && !(folder in arrows))).toEqual([]);
  });

  test('files are at most 350 lines, 95 % of them at most 250', () => {
    const lengths = [...sources, ...tests].map((file) => ({
      file,
      lines: readFileSync(file, 'utf8').split('\n').length - 1,
    }));
    expect(lengths.filter(({ lines }) => lines > 350)).toEqual([]);
    expect(
      share(
        lengths.map(({ lines }) => lines),
        250,
      ),
    ).toBeGreaterThanOrEqual(0.95);
  });

  test('functions are at most 60 lines, 95 % of them at most 35', () => {
    const lengths = sources.flatMap((file) => functionLengths(file));
    expect(lengths.filter(({ lines }) => lines > 60)).toEqual([]);
    expect(
      share(
        lengths.map(({ lines }) => lines),
        35,
      ),
    ).toBeGreaterThanOrEqual(0.95);
  });

  // `database.disk-full.test.ts` is a further test of `database.ts`; a test may also be of a whole folder.
  test('a unit test stands where its source stands', () => {
    const suites = ['aws', 'contract', 'property', 'flow', 'chaos', 'interop', 'browser', 'support'];
    const unit = tests.filter(
      (file) => file.endsWith('.test.ts') && file.split('/').length > 2 && !suites.includes(file.split('/')[1] ?? ''),
    );
    const missing = unit.filter((file) => {
      const [folder, name = ''] = [dirname(file).replace(/^test\//, ''), basename(file)];
      const source = join(folder, name.slice(0, name.indexOf('.')));
      return ![source, `${source}.ts`, `${source}.mjs`, `${source}.asl.json`].some((path) => existsSync(path));
    });
    expect(missing).toEqual([]);
  });

  test('no barrels and no default exports', () => {
    const barrels = sources.filter((file) => file.endsWith('/index.ts'));
    const defaults = sources.filter((file) => /^export default/m.test(readFileSync(file, 'utf8')));
    expect([...barrels, ...defaults]).toEqual([]);
  });
});
