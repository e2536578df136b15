import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a finished command said. `signal` is set when something ended it. */
export type Finished = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Command = {
  readonly child: ChildProcess;
  /** Everything on stdout and stderr so far. */
  output(): string;
  readonly finished: Promise<Finished>;
};

const launcher = join(import.meta.dirname, '../../cli/launch.mjs');

/** Starts `tributary …` as a process of its own, on the given data directory. */
export function tributary(home: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Command {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', TRIBUTARY_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, output: () => stdout + stderr, finished };
}
