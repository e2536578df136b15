import type { CheckedConnection } from '../core/connector/check-connection.ts';
import { putConnection } from '../platform/catalogue.ts';
import type { EmbeddedPlatform } from '../platform/embedded/platform.ts';

/** Stores secrets, connection and schedule, in this order, so that nothing runs before it is complete. */
export async function storeConnection(
  platform: EmbeddedPlatform,
  { connection, secrets }: CheckedConnection,
): Promise<void> {
  const { tenant, name, schedule } = connection;
  if (Object.keys(secrets).length > 0) await platform.secrets.put(tenant, name, secrets);
  else await platform.secrets.delete(tenant, name);
  await putConnection(platform, connection);
  if (schedule) await platform.schedules.put({ tenant, name, when: schedule });
  else await platform.schedules.remove(tenant, name);
}
