import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The major version of Node that runs TypeScript as it is and has the database built in. */
export const neededMajor = 24;

/**
 * The Node that the project brings along, or undefined where it is not installed: the package of this platform, or what
 * npm linked as `node` in the nearest node_modules.
 */
export function findNode(from, platform = process.platform, arch = process.arch) {
  const require = createRequire(from);
  const file = platform === 'win32' ? 'node.exe' : 'node';
  const places = require.resolve.paths('node') ?? [];
  for (const place of places) {
    for (const name of packageNames(platform, arch)) {
      const binary = join(place, name, 'bin', file);
      if (existsSync(binary) && majorOf(join(place, name)) >= neededMajor) return binary;
    }
  }
  return undefined;
}

function packageNames(platform, arch) {
  const system = platform === 'win32' ? 'win' : platform;
  return [`node-${system}-${arch}`, `node-bin-${system}-${arch}`];
}

function majorOf(folder) {
  return Number.parseInt(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version, 10);
}
