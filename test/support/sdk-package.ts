import { execFileSync } from 'node:child_process';
import { accessSync, constants, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** A folder of a user: the packed SDK installed from its tarball, and nothing of this repository. */
export type UserFolder = {
  readonly path: string;
  /** Type-checks and compiles `<name>.ts` with this text to `<name>.js`; throws with what the compiler says. */
  compile(name: string, text: string): string;
};

/** As from a shell of a user: without what `npm run` adds. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$)/i.test(name));
  return { ...Object.fromEntries(own), PATH: hostPath().join(delimiter) };
}

/** The Node that the machine has, not the one of this project; where it has none, the one that runs this. */
export function hostNode(): string {
  return (
    hostPath()
      .map((folder) => join(folder, 'node'))
      .find(isProgram) ?? process.execPath
  );
}

function hostPath(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Builds, packs and installs the SDK below `directory`, without the network. */
export function installSdk(directory: string): UserFolder {
  const [made, path] = [join(directory, 'package'), join(directory, 'user')];
  for (const folder of [made, path]) mkdirSync(folder);
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'sdk/build/main.ts', join(made, 'dist')]);
  for (const file of ['package.json', 'README.md']) copyFileSync(join('sdk', file), join(made, file));
  writeFileSync(join(path, 'package.json'), '{ "private": true, "type": "module" }');
  const npm = (folder: string, ...argv: readonly string[]): void => {
    const flags = ['--offline', '--no-audit', '--no-fund', '--cache', join(directory, 'cache'), '--loglevel', 'error'];
    execFileSync('npm', [...argv, ...flags], { cwd: folder, env: userEnvironment() });
  };
  npm(made, 'pack');
  const tarball = readdirSync(made).find((file) => file.endsWith('.tgz'));
  npm(path, 'install', join(made, tarball ?? 'no tarball'));
  return { path, compile: (name, text) => compile(path, name, text) };
}

function compile(path: string, name: string, text: string): string {
  const require = createRequire(import.meta.url);
  writeFileSync(join(path, `${name}.ts`), text);
  const types = join(dirname(require.resolve('@types/node/package.json')), '..');
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2022'];
  const options = ['--module', 'nodenext', '--types', 'node', '--typeRoots', types, ...strict, `${name}.ts`];
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, ...options], { cwd: path, encoding: 'utf8' });
  } catch (error) {
    throw new Error(`${name}.ts: ${(error as { readonly stdout?: string }).stdout}`);
  }
  return join(path, `${name}.js`);
}
