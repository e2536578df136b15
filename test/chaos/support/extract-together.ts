import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Embedded, openEmbedded } from '../../../infra/embedded.ts';
import { putConnection } from '../../../platform/catalogue.ts';
import { plan } from '../../../transformer/plan.ts';
import { addConnector } from '../../support/pipeline.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import type { ExtractOrder } from './extract-process.ts';

export type Together = {
  /** Of the connector. */
  readonly folder: string;
  readonly url: string;
  readonly connections: readonly {
    readonly name: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly secrets: Readonly<Record<string, string>>;
  }[];
  /** One process for each: it extracts that stream of every connection, so that processes share tokens as well as limits. */
  readonly streams: readonly string[];
  readonly seconds: number;
};

/** Processes that extract from one ERP at the same time over one data directory; gives the pages of each stream. */
export async function extractTogether(together: Together): Promise<readonly number[]> {
  const { seconds } = together;
  const host = new URL(together.url).host;
  const home = temporaryDirectory();
  const embedded = await openEmbedded({ home: home.path, allowPrivateHosts: [host] });
  const orders = await planRuns(embedded, together);
  await embedded.close();
  const processes = orders.map((streams) => startProcess({ home: home.path, host, seconds, streams }));
  try {
    await Promise.all(processes.map(({ ready }) => ready));
    for (const { child } of processes) child.stdin?.write('go\n');
    return (await Promise.all(processes.map(({ done }) => done))).flat();
  } finally {
    for (const { child } of processes) child.kill('SIGKILL');
    home.remove();
  }
}

async function planRuns(embedded: Embedded, together: Together): Promise<readonly ExtractOrder['streams'][]> {
  const { platform, services } = embedded;
  const { streams, url } = together;
  const { connector } = await addConnector(embedded, together.folder);
  const runs: Omit<ExtractOrder['streams'][number], 'stream'>[] = [];
  for (const { name, parameters, secrets } of together.connections) {
    const connection = { tenant: 'default', name, connector, parameters: { host: url, ...parameters }, paused: false };
    await putConnection(platform, connection);
    await platform.secrets.put('default', name, secrets, connector);
    const request = { tenant: 'default', connection: name, trigger: 'manual', mode: 'full', streams } as const;
    const { run, reason } = await plan(services, `execution-${name}`, request);
    if (!run) throw new Error(reason);
    runs.push({ execution: `execution-${name}`, run });
  }
  return streams.map((stream) => runs.map((run) => ({ ...run, stream })));
}

type Extracting = {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly done: Promise<readonly number[]>;
};

function startProcess(order: ExtractOrder): Extracting {
  const script = join(import.meta.dirname, 'extract-process.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, JSON.stringify(order)], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
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
  return { child, ready, done };
}
