import { listConnections } from '../platform/catalogue.ts';
import type { Platform } from '../platform/ports.ts';
import type { Context } from './context.ts';

/** Says plainly that nothing is known of a tenant that was named: an empty answer may come of a wrong name. */
export async function warnOfEmptyTenant({ environment, warn }: Context, platform: Platform): Promise<void> {
  const { tenant } = environment;
  if (tenant === 'default') return;
  const found = [
    await listConnections(platform, tenant),
    await platform.ledger.runs(tenant, undefined, 1),
    await platform.records.streams(tenant),
  ];
  if (found.some((list) => list.length > 0)) return;
  const tenants = await platform.documents.tenants('connections');
  const others = tenants.length === 0 ? '' : ` Tenants with connections: ${tenants.join(', ')}.`;
  warn(`There is nothing of tenant "${tenant}" here.${others}`);
}
