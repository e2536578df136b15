import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { ConsumerError } from './consumer-error.ts';
import { type ImmediateState, memoryState } from './state.ts';

export type FileState = ImmediateState & { close(): void };

/** Lines of which most are outdated are written anew, but not for a few. */
const leastLines = 10_000;

/**
 * Remembers in a file, over restarts: one line of JSON per change, written after the handler has succeeded. After a crash
 * of the machine the last lines may be missing, and their events are handled again. One process per file.
 */
export function fileState(path: string, options: { readonly ids?: number } = {}): FileState {
  const unlock = lock(path);
  const memory = memoryState(options);
  let lines = read(path, (key, value) => memory.set(key, value));
  let file = compact();

  /** Replaces the file by what is still of use; a crash leaves the old one. */
  function compact(): number {
    const next = `${path}.new`;
    const text = [...memory.entries()].map((entry) => `${JSON.stringify(entry)}\n`).join('');
    const target = openSync(next, 'w', 0o600);
    writeFileSync(target, text);
    fsyncSync(target);
    closeSync(target);
    renameSync(next, path);
    lines = memory.size;
    return openSync(path, 'a', 0o600);
  }

  return {
    get: (key) => memory.get(key),
    set: (key, value) => {
      writeSync(file, `${JSON.stringify([key, value])}\n`);
      memory.set(key, value);
      lines++;
      if (lines < leastLines || lines < 2 * memory.size) return;
      closeSync(file);
      file = compact();
    },
    close: () => {
      closeSync(file);
      unlock();
    },
  };
}

/** Gives the number of lines; one that a crash has cut short is left out. */
function read(path: string, take: (key: string, value: string) => void): number {
  if (!existsSync(path)) return 0;
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const line of lines) {
    const entry = parsed(line);
    if (Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string') take(entry[0], entry[1]);
  }
  return lines.length;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Two processes that write one file would forget what the other has done. */
function lock(path: string): () => void {
  const file = `${path}.lock`;
  const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
  if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isRunning(holder)) {
    const message = `${path} is in use by process ${holder}. Give each process a file of its own, or remove ${file} if that process is no consumer.`;
    throw new ConsumerError('state-in-use', message);
  }
  writeFileSync(file, String(process.pid), { mode: 0o600 });
  const unlock = (): void => rmSync(file, { force: true });
  process.once('exit', unlock);
  return () => {
    process.off('exit', unlock);
    unlock();
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
