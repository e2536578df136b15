import type { Connection } from '../core/connector/model.ts';
import { getConnection, listConnections } from '../platform/catalogue.ts';
import type { Documents } from '../platform/ports.ts';
import { unknownName } from './unknown-name.ts';

/** The connection of that name. Throws NotFound with the names that were probably meant. */
export async function demandConnection(
  catalogue: { readonly documents: Documents },
  tenant: string,
  name: string,
): Promise<Connection> {
  const known = (await listConnections(catalogue, tenant)).map((connection) => connection.name);
  if (!known.includes(name)) throw unknownName('connection', [name], known, `of tenant "${tenant}"`);
  return getConnection(catalogue, tenant, name);
}
