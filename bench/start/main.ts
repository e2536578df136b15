import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDemoErp } from '../demo-erp.ts';
import { isKept, limitLine, median } from '../limits.ts';
import budget from './start.budget.json' with { type: 'json' };

const help = `Usage: npm run --silent bench:start -- [--json]

From the start of a process to the first event at a consumer: an empty data directory, the connector checked and
registered, a run of the demo ERP's projects; median of ${budget.starts} starts. The demo ERP is a process of its own.
Exit code 1 when it is over bench/start/start.budget.json.

Example: npm run --silent bench:start -- --json
`;

/** Milliseconds until the process says that the event is there. */
async function millisecondsToEvent(erp: string): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'tributary-start-'));
  try {
    const begun = performance.now();
    const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'process.mjs'), home, erp];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const event = new Promise<number>((resolve) => child.stdout.once('data', () => resolve(performance.now() - begun)));
    const code = await ended;
    if (code !== 0) throw new Error(`The process ended with ${code}.`);
    return await event;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const erp = await openDemoErp(300);
  try {
    const milliseconds: number[] = [];
    for (let start = 1; start <= budget.starts; start++) {
      milliseconds.push(await millisecondsToEvent(erp.url));
      process.stderr.write(`start ${start} of ${budget.starts}: ${Math.round(milliseconds.at(-1) ?? 0)} ms\n`);
    }
    const limit = { name: 'first event, ms', value: median(milliseconds), atMost: budget.milliseconds };
    process.stdout.write(
      `${values.json ? JSON.stringify({ milliseconds, limits: [limit] }, undefined, 2) : limitLine(limit)}\n`,
    );
    return isKept(limit) ? 0 : 1;
  } finally {
    erp.stop();
  }
}

if (import.meta.main) process.exitCode = await main();
