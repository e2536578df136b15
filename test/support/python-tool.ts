import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const cache = join(import.meta.dirname, '../../node_modules/.cache/tributary');

/** Pinned exactly: what each emulator can do changes from version to version. */
const packages = {
  ministack: 'ministack==1.5.33',
  moto: 'moto[server]==5.2.5',
  'cfn-lint': 'cfn-lint==1.58.0',
  checkov: 'checkov==3.3.30',
} as const;

export type PythonTool = keyof typeof packages;

/** Why tests that need Python cannot run here; undefined when they can. */
export function whyNoPython(): string | undefined {
  const found = spawnSync('python3', ['-c', 'import sys, venv; print(sys.version_info >= (3, 10))'], {
    encoding: 'utf8',
  });
  if (found.status === 0 && found.stdout.trim() === 'True') return undefined;
  return 'Python 3.10 or newer with its venv module is needed for this suite: install it (Debian: apt install python3-venv) and run again';
}

/** Installs a pinned tool into a virtual environment of its own, once; gives the folder of its programs. */
export function installPythonTool(tool: PythonTool): string {
  const folder = join(cache, packages[tool].replaceAll(/[^\w.-]+/g, '_'));
  const programs = join(folder, 'bin');
  if (existsSync(join(folder, 'installed'))) return programs;
  mkdirSync(cache, { recursive: true });
  return alone(`${folder}.lock`, () => (existsSync(join(folder, 'installed')) ? programs : install(tool, folder)));
}

function install(tool: PythonTool, folder: string): string {
  const programs = join(folder, 'bin');
  rmSync(folder, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' });
  execFileSync(join(programs, 'pip'), ['install', '--quiet', '--disable-pip-version-check', packages[tool]], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Written last and by renaming, so that an installation that was interrupted begins anew.
  writeFileSync(join(folder, 'installing'), '');
  renameSync(join(folder, 'installing'), join(folder, 'installed'));
  return programs;
}

/** Jest's workers install at the same time: the first one does, the others wait. A lock older than ten minutes is a dead process's. */
function alone<T>(lock: string, work: () => T): T {
  while (!taken(lock)) {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 600_000) rmSync(lock, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
