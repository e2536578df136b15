import type { CheckedConnection } from '../core/connector/check-connection.ts';
import type { Connection } from '../core/connector/model.ts';
import { canonicalJson } from '../core/digest.ts';
import { putConnection } from '../platform/catalogue.ts';
import type { Platform } from '../platform/ports.ts';

/** Stores secrets, connection and schedule, in this order, so that nothing runs before it is complete. */
export async function storeConnection(platform: Platform, { connection, secrets }: CheckedConnection): Promise<void> {
  const { tenant, name, schedule } = connection;
  const before = (await platform.documents.get(tenant, 'connections', name))?.value as Connection | undefined;
  // Other parameters may mean another account, of which nothing has been read yet.
  if (!before || accountOf(before) !== accountOf(connection)) await platform.ledger.forgetWatermarks(tenant, name);
  if (Object.keys(secrets).length > 0) await platform.secrets.put(tenant, name, secrets, connection.connector);
  else await platform.secrets.delete(tenant, name);
  await putConnection(platform, connection);
  if (schedule) await platform.schedules.put({ tenant, name, connector: connection.connector, when: schedule });
  else await platform.schedules.remove(tenant, name);
}

function accountOf({ connector, parameters }: Connection): string {
  return canonicalJson({ connector, parameters });
}
