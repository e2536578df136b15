import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { putConnection } from '../../platform/catalogue.ts';
import { plan } from '../../transformer/plan.ts';
import { connectorCopy } from '../support/connector-copy.ts';
import { fullestWindow } from '../support/fullest-window.ts';
import { addConnector } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import type { ExtractOrder } from './support/extract-process.ts';
import { limitedErp } from './support/limited-erp.ts';

const limit = { requests: 25, perMs: 5_000 };
const seconds = 60;
const connections = ['north', 'south', 'east', 'west'];
/** Each process extracts one stream of every connection, so that they share tokens as well as the limit. */
const streams = ['business-partners', 'projects'];

const { folder, edit } = connectorCopy();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function editConnector(): void {
  edit(
    'connector.yaml',
    [
      'kind: basic\n  username: "{username}"\n  password: "{password}"',
      'kind: oauth2-client-credentials\n  tokenUrl: /oauth/token\n  clientId: "{username}"\n  clientSecret: "{password}"',
    ],
    [
      'rateLimit: { scope: connection, requests: 50, per: 1s, concurrency: 4 }',
      'rateLimit: { scope: connector, requests: 25, per: 5s }',
    ],
  );
}

async function planRuns(embedded: Embedded, host: string): Promise<readonly ExtractOrder['streams'][]> {
  const { connector } = await addConnector(embedded, folder());
  const runs: Omit<ExtractOrder['streams'][number], 'stream'>[] = [];
  for (const name of connections) {
    const parameters = { host, username: `client-${name}` };
    await putConnection(embedded.platform, { tenant: 'default', name, connector, parameters, paused: false });
    await embedded.platform.secrets.put('default', name, { password: 'demo-only' }, connector);
    const request = { tenant: 'default', connection: name, trigger: 'manual', mode: 'full', streams } as const;
    const { run, reason } = await plan(embedded.services, `execution-${name}`, request);
    if (!run) throw new Error(reason);
    runs.push({ execution: `execution-${name}`, run });
  }
  return streams.map((stream) => runs.map((run) => ({ ...run, stream })));
}

type Extracting = { readonly ready: Promise<void>; go(): void; readonly done: Promise<readonly number[]> };

function startProcess(order: ExtractOrder): Extracting {
  const script = join(import.meta.dirname, 'support/extract-process.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, JSON.stringify(order)], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes('ready')) resolve();
  });
  const done = new Promise<readonly number[]>((give, fail) => {
    child.once('close', (code) =>
      code === 0
        ? give((JSON.parse(said.split('\n')[1] ?? '') as { readonly pages: number[] }).pages)
        : fail(new Error(`The process that extracts ended with ${code}.`)),
    );
  });
  return { ready, done, go: () => void child.stdin?.write('go\n') };
}

test('two processes and four connections share one limit: never more in any window, and nine tenths are used', async () => {
  editConnector();
  await using erp = await limitedErp();
  const home = temporaryDirectory();
  const embedded = await openEmbedded({ home: home.path, allowPrivateHosts: [erp.host] });
  const orders = await planRuns(embedded, erp.url);
  await embedded.close();
  const processes = orders.map((list) => startProcess({ home: home.path, host: erp.host, seconds, streams: list }));
  await Promise.all(processes.map(({ ready }) => ready));
  for (const each of processes) each.go();
  const pages = (await Promise.all(processes.map(({ done }) => done))).flat();
  home.remove();

  const times = erp.arrivals.map(({ at }) => at);
  const begin = times[0] ?? 0;
  const used = times.filter((at) => at < begin + (seconds - 1) * 1_000).length;
  const possible = (limit.requests * (seconds - 1) * 1_000) / limit.perMs;
  const fullest = fullestWindow(times, limit.perMs);
  const share = Object.fromEntries(
    [...Map.groupBy(erp.arrivals, ({ client }) => client)].map(([client, list]) => [client, list.length]),
  );
  console.log(JSON.stringify({ requests: times.length, fullest, usedPercent: (100 * used) / possible, share, pages }));
  expect(fullest).toBeLessThanOrEqual(limit.requests);
  expect(used).toBeGreaterThanOrEqual(0.9 * possible);
  // Who asks more quickly finds more of what is free; but everybody has a turn before anybody has two.
  expect(Math.min(...Object.values(share))).toBeGreaterThan(times.length / connections.length / 2);
  // One refresh of a token at a time, and none that was not needed: a token of 6 s is used for 3.
  for (const [, list] of Map.groupBy(erp.refreshes, ({ client }) => client)) {
    const sorted = [...list].sort((a, b) => a.begun - b.begun);
    for (const [index, { begun }] of sorted.entries())
      expect(begun).toBeGreaterThanOrEqual((sorted[index - 1]?.ended ?? -Infinity) + 2_000);
    expect(list.length).toBeLessThanOrEqual(seconds / 3 + 1);
  }
});
