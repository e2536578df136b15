import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNordicSimulator } from '../../../demo/nordic/simulator.ts';
import { entitySetNames } from '../../../demo/odata/model.ts';
import { countsFor } from '../../../demo/odata/rows/generate.ts';
import { startErpSimulator } from '../../../demo/odata/simulator.ts';
import { putConnection } from '../../../platform/catalogue.ts';
import type { Platform } from '../../../platform/ports.ts';
import { addConnector, catalogueFolder, threeStreams } from '../../support/pipeline.ts';

/** An ERP that fails at random and changes, and how a data directory is connected to it. */
export type ChaosErp = {
  readonly connection: string;
  readonly host: string;
  /** Registers connector and connection, with a schedule of one second. */
  connect(platform: Platform): Promise<void>;
  /** From now on a tenth of its requests fails, by `seed`. */
  disturb(seed: number): void;
  calm(): void;
  /** Changes some records and creates some; says how many. */
  change(seed: number): number;
  /** Requests so far, and those that were answered with an error. */
  asked(): { readonly requests: number; readonly refused: number };
  stop(): Promise<void>;
};

/**
 * Faults that pass by themselves. The others end a stream's run, or (a row that appears with a change time of the past) need
 * a full one; they are tested where that is the subject.
 */
const passing = ['throttle', 'server-error', 'cut-body', 'drop-connection', 'slow'] as const;

/** The OData simulator with so many records over all its entity sets. */
export async function odataErp(records: number): Promise<ChaosErp> {
  const erp = await startErpSimulator({ rows: countsFor(records, entitySetNames) });
  const connector = shortLookback('demo-odata');
  return {
    connection: 'odata',
    host: new URL(erp.url).host,
    connect: (platform) =>
      connect(platform, {
        connection: 'odata',
        folder: connector.folder,
        parameters: { host: erp.url, username: 'tributary' },
        secrets: { password: 'demo-only' },
        streams: threeStreams,
      }),
    disturb: (seed) => erp.setFault({ rate: 0.1, kinds: passing, seed, retryAfterSeconds: 1, delayMs: 50 }),
    calm: erp.clearFaults,
    change: (seed) => erp.mutate({ change: 12, create: 3, seed }).length,
    asked: () => countsOf(erp.requests()),
    stop: async () => {
      connector.remove();
      await erp.stop();
    },
  };
}

/** The Nordic simulator, one company with so many records over all its resources. */
export async function nordicErp(records: number): Promise<ChaosErp> {
  const erp = await startNordicSimulator({ rows: records, companies: 1 });
  const { clientId, clientSecret } = erp.client();
  const connector = shortLookback('demo-nordic');
  return {
    connection: 'nordic',
    host: new URL(erp.url).host,
    connect: (platform) =>
      connect(platform, {
        connection: 'nordic',
        folder: connector.folder,
        parameters: { host: erp.url, clientId },
        secrets: { clientSecret },
      }),
    disturb: (seed) =>
      erp.setFault({ rate: 0.1, kinds: [...passing, 'revoke-token'], seed, retryAfterSeconds: 1, delayMs: 50 }),
    calm: erp.clearFaults,
    change: (seed) => erp.mutate({ change: 12, create: 3, seed }).length,
    asked: () => countsOf(erp.requests()),
    stop: async () => {
      connector.remove();
      await erp.stop();
    },
  };
}

type Connecting = {
  readonly connection: string;
  readonly folder: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** All unless told. */
  readonly streams?: readonly string[];
};

async function connect(platform: Platform, connecting: Connecting): Promise<void> {
  const { connection, folder, secrets, parameters, streams } = connecting;
  const { connector } = await addConnector({ platform }, folder);
  const enabled = streams === undefined ? {} : { streams };
  await putConnection(platform, {
    tenant: 'default',
    name: connection,
    connector,
    parameters,
    ...enabled,
    paused: false,
  });
  await platform.secrets.put('default', connection, secrets, connector);
  await platform.schedules.put({ tenant: 'default', name: connection, connector, when: { every: '1s' } });
}

function countsOf(requests: readonly { readonly status: number }[]): ReturnType<ChaosErp['asked']> {
  // A dropped connection has the status 0.
  return { requests: requests.length, refused: requests.filter(({ status }) => status === 0 || status >= 400).length };
}

/**
 * A copy of a connector whose lookback is a second: the minutes of the original would read again, and so hide, whatever a
 * watermark that has moved too far leaves out.
 */
function shortLookback(name: string): { readonly folder: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'tributary-chaos-'));
  const folder = join(root, name);
  cpSync(join(catalogueFolder, name), folder, { recursive: true });
  const file = join(folder, 'connector.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/lookback: \w+/g, 'lookback: 1s'));
  return { folder, remove: () => rmSync(root, { recursive: true, force: true }) };
}
