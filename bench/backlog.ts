import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deadLetterQueue, transformQueue } from '../core/topic-names.ts';
import { startErpSimulator } from '../demo/odata/simulator.ts';
import type { Platform } from '../platform/ports.ts';
import { addConnector, catalogueFolder, openPipeline } from '../test/support/pipeline.ts';
import budget from './backlog.budget.json' with { type: 'json' };

const help = `Usage: npm run --silent bench:backlog [-- --n 100000 --letters 10000 --json]

What an operator waits for when much went wrong: a run whose every record is refused (${budget.records} of them), and
${budget.deadLetters} dead letters; then each command of bench/backlog.budget.json as a process of its own, with its seconds of CPU
and its largest memory. Exit code 1 when a figure is above the budget, which is for the numbers of records and letters in it.
`;

export type BacklogLine = {
  readonly command: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Pages of the database that are mapped into memory included: up to 256 MB of them. */
  readonly megabytes: number;
  readonly budget: { readonly cpuSeconds: number; readonly megabytes: number };
};

const connector = 'demo-odata';
const launcher = join(import.meta.dirname, '../cli/launch.mjs');
/** Says at the end what the process took. */
const watcher = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,JSON.stringify(process.resourceUsage())))`;

/** Runs `tributary …` on the directory and throws when it fails. */
async function measured(home: string, command: string): Promise<Omit<BacklogLine, 'command' | 'budget'>> {
  const begin = performance.now();
  const child = spawn(process.execPath, ['--import', watcher, launcher, ...command.split(' ')], {
    env: { ...process.env, TRIBUTARY_HOME: home, TRIBUTARY_STAGE: '' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let usage = '';
  let said = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => (usage += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout?.resume();
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`"tributary ${command}" ended with ${code}: ${said}`);
  const seconds = (performance.now() - begin) / 1_000;
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage) as NodeJS.ResourceUsage;
  return { seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000, megabytes: maxRSS / 1_024 };
}

/** A connector whose business partners are all refused, as after an upgrade that changed the type of their key. */
function spoiledConnector(folder: string): string {
  const copy = join(folder, connector);
  cpSync(join(catalogueFolder, connector), copy, { recursive: true });
  const file = join(copy, 'business-partners.schema.json');
  const schema = JSON.parse(readFileSync(file, 'utf8')) as { properties: Record<string, object> };
  schema.properties['BusinessPartner'] = { type: 'integer' };
  writeFileSync(file, JSON.stringify(schema));
  return copy;
}

async function sendDeadLetters({ queues }: Pick<Platform, 'queues'>, count: number): Promise<void> {
  const queue = deadLetterQueue(transformQueue(connector));
  const body = JSON.stringify({ batch: 'b'.repeat(500) });
  for (let sent = 0; sent < count; sent += 1_000) {
    const messages = Array.from({ length: Math.min(1_000, count - sent) }, (_, index) => ({
      ...{ id: `letter-${sent + index}`, body, attributes: { tenant: 'default' } },
    }));
    await queues.send(queue, messages);
  }
}

/** Makes the backlog on the ways that it takes in life; gives the seconds of the run that refuses everything. */
async function makeBacklog(root: string, home: string, records: number, letters: number): Promise<number> {
  const erp = await startErpSimulator({ rows: { businessPartners: records, projects: 1, supplierInvoices: 1 } });
  const pipeline = await openPipeline({
    home,
    erp: erp.url,
    connectorFolder: spoiledConnector(root),
    runLimitMs: 900_000,
  });
  try {
    const begin = performance.now();
    const run = await pipeline.run({ streams: ['business-partners'] });
    const seconds = (performance.now() - begin) / 1_000;
    const quarantined = run.results?.[0]?.outcomes['quarantined'];
    if (quarantined !== records) throw new Error(`${quarantined} of ${records} records were refused`);
    await addConnector(pipeline.embedded, join(catalogueFolder, connector));
    await sendDeadLetters(pipeline.embedded.platform, letters);
    return seconds;
  } finally {
    await pipeline.close();
    await erp.stop();
  }
}

async function measureAll(records: number, letters: number): Promise<readonly BacklogLine[]> {
  const root = mkdtempSync(join(tmpdir(), 'tributary-bench-'));
  const home = join(root, 'home');
  try {
    const seconds = await makeBacklog(root, home, records, letters);
    process.stderr.write(`the run that refused ${records} records took ${seconds.toFixed(1)} s\n`);
    const lines: BacklogLine[] = [];
    for (const [command, limit] of Object.entries(budget.commands))
      lines.push({ command, ...(await measured(home, command)), budget: limit });
    return lines;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Whether a command kept within its budget. */
export function isWithin({ cpuSeconds, megabytes, budget: limit }: BacklogLine): boolean {
  return cpuSeconds <= limit.cpuSeconds && megabytes <= limit.megabytes;
}

function textOf(line: BacklogLine): string {
  const { command, seconds, cpuSeconds, megabytes, budget: limit } = line;
  const figures = `${seconds.toFixed(1).padStart(6)} s  ${cpuSeconds.toFixed(1).padStart(6)} s CPU of ${limit.cpuSeconds}  ${megabytes.toFixed(0).padStart(5)} MB of ${limit.megabytes}`;
  return `${command.padEnd(38)} ${figures}${isWithin(line) ? '' : '  OVER'}`;
}

async function main(): Promise<number> {
  const options = {
    n: { type: 'string', default: String(budget.records) },
    letters: { type: 'string', default: String(budget.deadLetters) },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  const lines = await measureAll(Number(values.n), Number(values.letters));
  if (values.json === true) process.stdout.write(`${JSON.stringify(lines, undefined, 2)}\n`);
  else process.stdout.write(`${lines.map(textOf).join('\n')}\n`);
  return lines.every(isWithin) ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
