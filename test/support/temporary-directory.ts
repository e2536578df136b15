import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';

/** Call at the top of a test file or `describe`; the function it gives makes new directories, removed after each test. */
export function temporaryDirectories(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
  });
  return () => {
    const path = mkdtempSync(join(tmpdir(), 'tributary-test-'));
    made.push(path);
    return path;
  };
}

/** One directory for the tests of a whole `describe`; call `remove` in its afterAll. */
export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'tributary-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
