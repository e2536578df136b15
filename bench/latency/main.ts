import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Embedded } from '../../infra/embedded.ts';
import { openDemoErp } from '../demo-erp.ts';
import { consumeProjects, demo, openDemoPipeline } from '../demo-pipeline.ts';
import { isKept, type Limit, limitLine, percentile } from '../limits.ts';
import budget from './latency.budget.json' with { type: 'json' };

const help = `Usage: npm run --silent bench:latency -- [--changes N] [--json]

From a change in the ERP to its event at a consumer, with a schedule of one second: N changes (default 50) at random
moments. The demo ERP is a process of its own. Exit code 1 where a figure is over bench/latency/latency.budget.json.

Example: npm run --silent bench:latency -- --changes 100
`;

const longestMs = 30_000;

/** Makes a project in the ERP and gives the milliseconds until its event has come. */
async function latencyOf(erp: string, arrivals: Map<string, number>): Promise<number> {
  const body = JSON.stringify({ create: 1, entitySet: 'Projects' });
  const answer = await fetch(`${erp}/_control/mutations`, { method: 'POST', body });
  const changed = performance.now();
  const text = await answer.text();
  const id = /"Project":"([^"]+)"/.exec(text)?.[1];
  if (id === undefined) throw new Error(`The demo ERP made no project: ${text.slice(0, 200)}`);
  while (!arrivals.has(id)) {
    if (performance.now() - changed > longestMs) throw new Error(`No event of project ${id} came in ${longestMs} ms.`);
    await setTimeout(2);
  }
  return (arrivals.get(id) ?? changed) - changed;
}

async function measure(embedded: Embedded, erp: string, changes: number): Promise<readonly number[]> {
  const arrivals = new Map<string, number>();
  const consumer = await consumeProjects(embedded, ({ subject }) => {
    if (!arrivals.has(subject)) arrivals.set(subject, performance.now());
  });
  const { tenant, connection: name, connector } = demo;
  await embedded.platform.schedules.put({ tenant, name, connector, when: { every: '1s' } });
  const worker = await embedded.worker();
  const latencies: number[] = [];
  // The first ones, in which everything is compiled, say how a start is and not how it goes on.
  for (let change = -3; change < changes; change++) {
    // At any moment between two runs.
    await setTimeout(500 + Math.random() * 1_000);
    const latency = await latencyOf(erp, arrivals);
    if (change >= 0) latencies.push(latency);
    if (change % 10 === 0)
      process.stderr.write(`${change} of ${changes} changes, the last in ${Math.round(latency)} ms\n`);
  }
  await consumer.stop();
  await worker.stop();
  return latencies;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { changes: { type: 'string', default: '50' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const home = mkdtempSync(join(tmpdir(), 'tributary-latency-'));
  const erp = await openDemoErp(300);
  const embedded = await openDemoPipeline(home, erp.url);
  try {
    const latencies = await measure(embedded, erp.url, Number(values.changes));
    const limits: readonly Limit[] = [
      { name: 'p50, ms', value: percentile(latencies, 0.5), atMost: budget.p50Milliseconds },
      { name: 'p95, ms', value: percentile(latencies, 0.95), atMost: budget.p95Milliseconds },
    ];
    const text = values.json ? JSON.stringify({ latencies, limits }, undefined, 2) : limits.map(limitLine).join('\n');
    process.stdout.write(`${text}\n`);
    return limits.every(isKept) ? 0 : 1;
  } finally {
    await embedded.close();
    erp.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = await main();
