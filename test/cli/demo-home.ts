import { join } from 'node:path';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { catalogueFolder, threeStreams } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type CommandOptions, type CommandResult, tributary } from './run-command.ts';

/** A data directory with the demo's connector and a connection "demo" to a small ERP of its own. */
export type DemoHome = {
  readonly home: string;
  readonly erp: ErpSimulator;
  tributary(argv: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  close(): Promise<void>;
};

export const demoFolder: string = join(catalogueFolder, 'demo-odata');

export async function openDemoHome(): Promise<DemoHome> {
  const erp = await startErpSimulator({ rows: { businessPartners: 30, projects: 10, supplierInvoices: 40 } });
  const directory = temporaryDirectory();
  const home = join(directory.path, 'data');
  const env = { TRIBUTARY_ALLOW_HOSTS: new URL(erp.url).host, TRIBUTARY_SECRET_PASSWORD: 'demo-only' };
  const run: DemoHome['tributary'] = (argv, options = {}) =>
    tributary(argv, { home, ...options, env: { ...env, ...options.env } });
  const close = async (): Promise<void> => {
    await erp.stop();
    directory.remove();
  };
  for (const argv of [
    ['connector', 'add', demoFolder],
    [
      'connection',
      'add',
      'demo',
      '--connector',
      'demo-odata',
      '--set',
      `host=${erp.url}`,
      '--set',
      'username=tributary',
      ...threeStreams.flatMap((stream) => ['--stream', stream]),
    ],
  ]) {
    const { code, err } = await run(argv);
    if (code !== 0) throw new Error(err);
  }
  return { home, erp, tributary: run, close };
}
