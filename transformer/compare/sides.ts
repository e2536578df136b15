import { listConnections } from '../../platform/catalogue.ts';
import { presentExtension } from '../../platform/extensions.ts';
import type { RecordStore } from '../../platform/ports.ts';
import { type MappingDeps, mappedFieldsOf } from './mapped-fields.ts';
import type { SideStream, Sides } from './scan-side.ts';

/** The streams of both connections that may hold an entity, each with the fields of it that its mapping fills. */
export async function sidesOf(
  deps: MappingDeps & { readonly records: RecordStore },
  { tenant, left, right }: { readonly tenant: string; readonly left: string; readonly right: string },
  entity: string,
): Promise<Sides> {
  const streams = await deps.records.streams(tenant);
  const connections = await listConnections(deps, tenant);
  const extension = await presentExtension(deps, tenant);
  const sideOf = async (name: string): Promise<readonly SideStream[]> => {
    const connector = connections.find((connection) => connection.name === name)?.connector;
    const side: SideStream[] = [];
    for (const { connection, stream } of streams.filter((one) => one.connection === name)) {
      const fields = await mappedFieldsOf(deps, { connector, stream, extension }, entity);
      if (fields !== 'none') side.push({ scope: { tenant, connection, stream }, fields });
    }
    return side;
  };
  return { left: await sideOf(left), right: await sideOf(right) };
}
