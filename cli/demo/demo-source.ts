import { fileURLToPath } from 'node:url';
import { isNamed } from '../../core/errors.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import type { EmbeddedPlatform } from '../../platform/embedded/platform.ts';
import type { Clock } from '../../platform/ports.ts';
import { addArtefact } from '../add-artefact.ts';
import { loadConnector } from '../load-connector.ts';
import { storeConnection } from '../store-connection.ts';

export const demoConnection = 'demo';
/** The same at each start, so that what somebody copied from the terminal still works. */
const usualPort = 4810;
const folder = fileURLToPath(new URL('../../connectors/catalog/demo-odata', import.meta.url));
const credentials = { username: 'tributary', password: 'demo-only' };
const changeEveryMs = 20_000;

/** The ERP of the demo, in this process; on its usual port, or on any that is free. */
export async function startDemoErp(port: number = usualPort): Promise<ErpSimulator> {
  try {
    return await startErpSimulator({ port, ...credentials });
  } catch (error) {
    if (!isNamed(error, 'InvalidInput')) throw error;
    return startErpSimulator({ port: 0, ...credentials });
  }
}

/** Registers the demo's connector and makes its connection, with a schedule that counts from now. */
export async function setUpDemo(
  platform: EmbeddedPlatform,
  tenant: string,
  cwd: string,
  erp: ErpSimulator,
): Promise<void> {
  const artefact = loadConnector(cwd, folder);
  await addArtefact(platform, artefact);
  // The same schedule again would keep a moment that has passed long ago, and run twice at once.
  await platform.schedules.remove(tenant, demoConnection);
  await storeConnection(platform, {
    connection: {
      tenant,
      name: demoConnection,
      connector: artefact.definition.name,
      parameters: { host: erp.url, username: credentials.username },
      schedule: { every: '1m' },
      paused: false,
    },
    secrets: { password: credentials.password },
  });
}

/** Lets people work in the demo's ERP: until the signal, some records are created and changed every twenty seconds. */
export async function keepChanging(erp: ErpSimulator, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(changeEveryMs, signal).catch(() => undefined);
    if (!signal.aborted) erp.mutate({ create: 2, change: 6 });
  }
}
