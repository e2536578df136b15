import { isNamed } from '../../core/errors.ts';
import { type NordicSimulator, startNordicSimulator } from '../../demo/nordic/simulator.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import type { Clock } from '../../platform/ports.ts';

/** The ERPs of the demo, in this process. */
export type DemoErps = {
  readonly odata: ErpSimulator;
  readonly nordic: NordicSimulator;
  /** `127.0.0.1:4810`, … */
  readonly hosts: readonly string[];
  stop(): Promise<void>;
};

/** The same at each start, so that what somebody copied from the terminal still works. */
const usualPorts = { odata: 4810, nordic: 4812 };
export const odataCredentials = { username: 'tributary', password: 'demo-only' };
/** Rows of each company: so many that 25 requests in 5 s, which both share, bring all of them within some seconds. */
const nordicRows = 1_200;
const changeEveryMs = 20_000;

/** Starts both ERPs, each on its usual port, or on any that is free. */
export async function startDemoErps(): Promise<DemoErps> {
  const odata = await onUsualPort(usualPorts.odata, (port) => startErpSimulator({ port, ...odataCredentials }));
  try {
    const nordic = await onUsualPort(usualPorts.nordic, (port) => startNordicSimulator({ port, rows: nordicRows }));
    const hosts = [odata, nordic].map(({ url }) => new URL(url).host);
    return { odata, nordic, hosts, stop: async () => void (await Promise.all([odata.stop(), nordic.stop()])) };
  } catch (error) {
    await odata.stop();
    throw error;
  }
}

async function onUsualPort<T>(port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port);
  } catch (error) {
    if (!isNamed(error, 'InvalidInput')) throw error;
    return start(0);
  }
}

/** Lets people work in the demo's ERPs: until the signal, some records are created and changed every twenty seconds. */
export async function keepChanging({ odata, nordic }: DemoErps, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    await clock.sleep(changeEveryMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    odata.mutate({ create: 2, change: 6 });
    nordic.mutate({ create: 1, change: 3, company: 1 + (round % 2) });
  }
}
