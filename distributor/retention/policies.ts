import { policyOf, type RetentionPolicy } from '../../core/retention.ts';
import type { Documents } from '../../platform/ports.ts';

/** What was set for the whole installation stands under a name that no tenant can have. */
const installation = '_';
const collection = 'retention';
const id = 'policy';

/** The policy of the installation, and of each tenant that has its own. */
export type RetentionPolicies = {
  readonly standard: RetentionPolicy;
  readonly tenants: ReadonlyMap<string, RetentionPolicy>;
};

type Set = Partial<RetentionPolicy>;

async function stored(documents: Documents, tenant: string): Promise<Set> {
  return ((await documents.get(tenant, collection, id))?.value ?? {}) as Set;
}

export async function readPolicies(documents: Documents): Promise<RetentionPolicies> {
  const standard = await stored(documents, installation);
  const tenants = new Map<string, RetentionPolicy>();
  for (const tenant of await documents.tenants(collection))
    if (tenant !== installation) tenants.set(tenant, policyOf(standard, await stored(documents, tenant)));
  return { standard: policyOf(standard), tenants };
}

/** What would hold with these periods set; of the installation, or of a tenant. */
export async function policyWith(documents: Documents, tenant: string | undefined, set: Set): Promise<RetentionPolicy> {
  const standard = await stored(documents, installation);
  return tenant === undefined ? policyOf(standard, set) : policyOf(standard, await stored(documents, tenant), set);
}

/** Sets these periods and leaves the others as they are. They were checked before. */
export async function setPolicy(documents: Documents, tenant: string | undefined, set: Set): Promise<void> {
  const place = tenant ?? installation;
  await documents.put(place, collection, id, { ...(await stored(documents, place)), ...set });
}
