import type { Pruned, PruneRequest } from './removal-ports.ts';

/** The time before which things of a tenant go. */
export function pruneBefore({ before }: PruneRequest, tenant: string): Date {
  return before.tenants.get(tenant) ?? before.standard;
}

/** No tenant's time is later. */
export function latestBefore({ before }: PruneRequest): Date {
  return new Date(Math.max(before.standard.getTime(), ...[...before.tenants.values()].map((date) => date.getTime())));
}

/** Adds up what goes in many steps. */
export type Tally = {
  add(removed: number, bytes: number): void;
  result(complete: boolean): Pruned;
};

export function tally(): Tally {
  let [removed, bytes] = [0, 0];
  return {
    add: (more, size) => {
      removed += more;
      bytes += size;
    },
    result: (complete) => ({ removed, bytes, complete }),
  };
}

export const nothingPruned: Pruned = { removed: 0, bytes: 0, complete: true };
