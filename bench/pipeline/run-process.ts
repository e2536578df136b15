import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunFigures } from './process.ts';

/** Runs against one address, in a process of its own. */
export type ProcessRuns = { readonly address: string; readonly modes: readonly RunFigures['mode'][] };

/** Runs the product in a new data directory, a process after the other where there are several; gives the figures of all runs. */
export async function runProcess(
  processes: readonly ProcessRuns[],
  flags: readonly string[] = [],
): Promise<readonly RunFigures[]> {
  const home = mkdtempSync(join(tmpdir(), 'tributary-pipeline-'));
  try {
    const figures: RunFigures[] = [];
    for (const { address, modes } of processes) figures.push(...(await linesOf(flags, [home, address, ...modes])));
    return figures;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function linesOf(flags: readonly string[], args: readonly string[]): Promise<readonly RunFigures[]> {
  const file = join(import.meta.dirname, 'process.ts');
  const all = ['--disable-warning=ExperimentalWarning', ...flags, file, ...args];
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) return reject(new Error(`The pipeline ended with ${code}.`));
      resolve(
        output
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as RunFigures),
      );
    });
  });
}
