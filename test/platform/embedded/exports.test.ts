import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { randomIds } from '../../../platform/clock.ts';
import { embeddedExports } from '../../../platform/embedded/exports.ts';
import { exportsContract } from '../../contract/exports.contract.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
const noop = async (): Promise<void> => undefined;
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

exportsContract('embedded', async () => {
  const home = directory();
  const path = 'exports/archive';
  return {
    exports: embeddedExports(home, randomIds),
    path,
    files: async () => contents(join(home, path)),
    passTime: noop,
    dispose: noop,
  };
});

describe('embedded exports', () => {
  test('an absolute path is taken as it is', async () => {
    const elsewhere = join(directory(), 'a');
    const exports = embeddedExports(directory(), randomIds);
    expect(await exports.place('s', elsewhere)).toBe(elsewhere);
    await exports.put('s', elsewhere, 'f.ndjson', 'x');
    expect(contents(elsewhere)).toEqual({ 'f.ndjson': 'x' });
  });

  test.each(['..', '../x', 'a/../../x', '.', '', ' ', 'blobs', 'secrets/x', 'a\0b', 'key'])(
    'the path %j is refused',
    async (path) => {
      const exports = embeddedExports(directory(), randomIds);
      await expect(exports.place('s', path)).rejects.toMatchObject({ name: 'InvalidInput', code: 'export-path' });
      await expect(exports.put('s', path, 'f', 'x')).rejects.toMatchObject({ code: 'export-path' });
    },
  );

  test.each(['../f', 'a/b', '.hidden', ''])('the file name %j is refused', async (file) => {
    const exports = embeddedExports(directory(), randomIds);
    await expect(exports.put('s', 'out', file, 'x')).rejects.toMatchObject({ code: 'export-path' });
  });

  test('a link does not lead out of the data directory', async () => {
    const [home, outside] = [directory(), directory()];
    mkdirSync(join(home, 'exports'));
    symlinkSync(outside, join(home, 'exports/link'));
    const exports = embeddedExports(home, randomIds);
    await expect(exports.put('s', 'exports/link', 'f', 'x')).rejects.toMatchObject({ code: 'export-path' });
    expect(readdirSync(outside)).toEqual([]);
  });

  test('a place that cannot be written to may be mended: it is tried again, and leaves nothing half-written', async () => {
    const home = directory();
    writeFileSync(join(home, 'out'), 'a file where the folder should be');
    const exports = embeddedExports(home, randomIds);
    const failure = { name: 'PlatformUnavailable', code: 'export-failed' };
    await expect(exports.put('s', 'out', 'f', 'x')).rejects.toMatchObject(failure);
    mkdirSync(join(home, 'taken/f'), { recursive: true });
    await expect(exports.put('s', 'taken', 'f', 'x')).rejects.toMatchObject(failure);
    expect(readdirSync(join(home, 'taken'))).toEqual(['f']);
  });
});
