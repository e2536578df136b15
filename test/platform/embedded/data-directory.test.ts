import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openDataDirectory } from '../../../platform/embedded/data-directory.ts';
import { isWorkerRunning, runningWorker } from '../../../platform/embedded/worker-lock.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
const isRoot = process.getuid?.() === 0;
const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) await end(child);
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** A real second process that holds the lock when this resolves. */
async function workerOn(path: string): Promise<ChildProcess> {
  const script = new URL('../../support/hold-worker-lock.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--expose-gc', '--disable-warning=ExperimentalWarning', script, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  await once(child.stdout, 'data');
  return child;
}

const lockError = (path: string): Error => {
  try {
    openDataDirectory(path).lockWorker()();
  } catch (error) {
    return error as Error;
  }
  throw new Error('the lock was free');
};

describe('the data directory', () => {
  test('is made for its owner alone, with all parents', () => {
    const path = join(directory(), 'a/b');
    expect(openDataDirectory(path)).toMatchObject({
      path,
      databaseFile: join(path, 'tributary.db'),
      blobFolder: join(path, 'blobs'),
      secretsFolder: join(path, 'secrets'),
      keyFile: join(path, 'key'),
    });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(openDataDirectory(path).path).toBe(path);
  });

  test.each([
    ['a file', (home: string) => join(home, 'file')],
    ['below a file', (home: string) => join(home, 'file', 'data')],
    ['below a link to nothing', (home: string) => join(home, 'link', 'data')],
    // Root may write any real folder, hence a place of the system's.
    ['where nobody may write', (home: string) => (isRoot ? '/sys/tributary' : join(home, 'sealed', 'data'))],
  ])('a path that is %s is refused with what to do', (_case, pathIn) => {
    const home = directory();
    writeFileSync(join(home, 'file'), '');
    symlinkSync(join(home, 'nothing', 'there'), join(home, 'link'));
    mkdirSync(join(home, 'sealed'), { mode: 0o500 });
    expect(() => openDataDirectory(pathIn(home))).toThrow(
      expect.objectContaining({
        name: 'InvalidInput',
        code: 'directory-unusable',
        message: expect.stringMatching(/cannot be the data directory .* Set TRIBUTARY_HOME/),
      }),
    );
  });

  test('one worker at a time, also within a process; the release frees it and can be called twice', () => {
    const path = directory();
    const release = openDataDirectory(path, fakeClock()).lockWorker();
    expect(runningWorker(path)).toEqual({ pid: process.pid, startedAt: '2026-01-01T00:00:00.000Z' });
    expect(lockError(path)).toMatchObject({ code: 'directory-in-use' });
    release();
    release();
    expect(isWorkerRunning(path)).toBe(false);
    openDataDirectory(path).lockWorker()();
  });

  test('looking whether a worker runs makes nothing', () => {
    const path = directory();
    expect(isWorkerRunning(path)).toBe(false);
    expect(isWorkerRunning(join(path, 'absent'))).toBe(false);
    expect(readdirSync(path)).toEqual([]);
  });

  test('a second process is refused and told which one works there; after SIGKILL of that one it is free', async () => {
    const path = directory();
    const child = await workerOn(path);
    expect(isWorkerRunning(path)).toBe(true);
    expect(lockError(path)).toMatchObject({
      name: 'InvalidInput',
      code: 'directory-in-use',
      message: expect.stringMatching(new RegExp(`^Process ${child.pid}, started 20.* TRIBUTARY_HOME`)),
      details: { directory: path, pid: child.pid },
    });
    expect(isWorkerRunning(path)).toBe(true);
    await end(child);
    expect(existsSync(join(path, 'worker.json'))).toBe(true);
    expect(isWorkerRunning(path)).toBe(false);
    openDataDirectory(path).lockWorker()();
    expect(existsSync(join(path, 'worker.json'))).toBe(false);
  });
});
