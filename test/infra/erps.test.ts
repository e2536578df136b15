import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listErps } from '../../infra/erps.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

describe('listErps', () => {
  const directory = temporaryDirectories();

  test('gives the folders of the catalogue that the repository ships', () => {
    expect(listErps()).toContain('demo-odata');
  });

  test('gives folders in order, and no files', () => {
    const folder = directory();
    for (const name of ['zeta', 'acme']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'README.md'), '');
    expect(listErps(folder)).toEqual(['acme', 'zeta']);
  });

  test('names every folder that can be no connector', () => {
    const folder = directory();
    for (const name of ['Acme', 'a b', 'fine']) mkdirSync(join(folder, name));
    expect(() => listErps(folder)).toThrow(/Acme, .*a b: a connector's folder is called by lower-case letters/);
  });
});
