import { fileURLToPath } from 'node:url';
import type { Connection } from '../../core/connector/model.ts';
import { getConnection } from '../../platform/catalogue.ts';
import type { EmbeddedPlatform } from '../../platform/embedded/platform.ts';
import { addArtefact } from '../add-artefact.ts';
import { loadConnector } from '../load-connector.ts';
import { storeConnection } from '../store-connection.ts';
import { type DemoErps, odataCredentials } from './demo-erps.ts';

/** A connection that the demo makes. */
export type DemoConnection = {
  readonly tenant: string;
  readonly name: string;
  readonly connector: 'demo-odata' | 'demo-nordic';
  readonly parameters: Connection['parameters'];
  readonly secrets: Readonly<Record<string, string>>;
};

const otherTenant = 'fjord';

/** Both ERPs for the tenant at hand, and for another tenant its own company in one of them, with its own credentials. */
export function demoConnections(tenant: string, { odata, nordic }: DemoErps): readonly DemoConnection[] {
  const { username, password } = odataCredentials;
  const ofCompany = (number: number): Pick<DemoConnection, 'name' | 'connector' | 'parameters' | 'secrets'> => {
    const { clientId, clientSecret } = nordic.client(number);
    const parameters = { host: nordic.url, clientId };
    return { name: 'nordic', connector: 'demo-nordic', parameters, secrets: { clientSecret } };
  };
  return [
    {
      ...{ tenant, name: 'demo', connector: 'demo-odata' },
      ...{ parameters: { host: odata.url, username }, secrets: { password } },
    },
    { tenant, ...ofCompany(1) },
    { tenant: tenant === otherTenant ? 'default' : otherTenant, ...ofCompany(2) },
  ];
}

/** Registers the demo's connectors and makes its connections, with schedules that count from now. */
export async function setUpDemo(
  platform: EmbeddedPlatform,
  cwd: string,
  connections: readonly DemoConnection[],
): Promise<void> {
  for (const connector of new Set(connections.map((connection) => connection.connector)))
    await addArtefact(platform, loadConnector(cwd, folderOf(connector)));
  for (const { tenant, name, connector, parameters, secrets } of connections) {
    // The same schedule again would keep a moment that has passed long ago, and run twice at once.
    await platform.schedules.remove(tenant, name);
    const connection: Connection = { tenant, name, connector, parameters, schedule: { every: '1m' }, paused: false };
    await storeConnection(platform, { connection, secrets });
  }
}

function folderOf(connector: DemoConnection['connector']): string {
  return fileURLToPath(new URL(`../../connectors/catalog/${connector}`, import.meta.url));
}

/** Whether all of them are as the demo made them, and lead to its own ERPs. */
export async function isSetUp(platform: EmbeddedPlatform, connections: readonly DemoConnection[]): Promise<boolean> {
  for (const { tenant, name, parameters } of connections) {
    const stored = await getConnection(platform, tenant, name);
    if (stored.parameters['host'] !== parameters['host']) return false;
  }
  return true;
}
