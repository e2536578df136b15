/** The resources of the simulated ERP and what is peculiar about each. */
export const resourceNames = [
  'customers',
  'suppliers',
  'employees',
  'activities',
  'articles',
  'projects',
  'timeEntries',
  'expenses',
  'orders',
  'purchaseOrders',
  'customerInvoices',
  'supplierInvoices',
  'payments',
  'deliveries',
  'vouchers',
] as const;
export type ResourceName = (typeof resourceNames)[number];

/** A record as it is stored, without its id and its time of change. Values are unknown: tests plant what they like. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * How a resource tells when a record changed. The newer resources have an instant; the older ones the wall clock of the
 * office, without a zone and to the second, in the record as in `updatedSince`.
 */
export type ChangeTime = { readonly field: string; readonly kind: 'instant' | 'local' };

/** The office is there: all local times are. */
export const timezone = 'Europe/Oslo';

const older: readonly ResourceName[] = ['timeEntries', 'expenses', 'payments', 'vouchers'];

export function changeTimeOf(resource: ResourceName): ChangeTime {
  return older.includes(resource) ? { field: 'lastModified', kind: 'local' } : { field: 'updatedAt', kind: 'instant' };
}

export function isResourceName(name: unknown): name is ResourceName {
  return resourceNames.some((known) => known === name);
}

/** The first record of each resource; smaller ids are free for records that appear at the front. */
export const firstId = 10_001;
