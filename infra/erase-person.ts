import { TributaryError } from '../core/errors.ts';
import type { Fence } from '../core/run.ts';
import { withHousekeeping } from '../distributor/retention/prune.ts';
import { erasureHolder, takeConnectionLease } from '../platform/connection-lease.ts';
import { type Erasure, erasureHashes, listErasures, putErasure, removeErasure } from '../platform/erasures.ts';
import type { Platform } from '../platform/ports.ts';
import { type Erased, erase } from '../transformer/erasure/erase.ts';
import {
  findPerson,
  type Person,
  type PersonReference,
  type PersonScope,
  personsIn,
} from '../transformer/erasure/find-person.ts';
import type { Services } from './services.ts';

export type ErasePersonDeps = Platform & Pick<Services, 'publish'>;

export type EraseRequest = {
  readonly scope: PersonScope;
  readonly person: PersonReference;
  readonly onErased: (erased: Erased) => void;
  /** Told while a run of a connection has to be waited for. */
  readonly onWaiting: (connection: string) => void;
};

/** `already`: there was nothing of the person, because it had been erased. */
export type EraseResult = { readonly outcome: 'erased' | 'already'; readonly id: string; readonly left: number };

const leaseTtlMs = 2 * 60_000;
const longestWaitMs = 15 * 60_000;
/** A batch that was read before the mark may be stored after its records were removed: then they are removed again. */
const rounds = 3;

/** The person's records as they are stored. Throws NotFound where there are none and there were none erased. */
export async function lookForPerson(
  platform: Platform,
  scope: PersonScope,
  person: PersonReference,
): Promise<{ readonly person: Person; readonly erasures: readonly Erasure[] }> {
  const [found, erasures] = [
    await findPerson(platform.records, scope, person),
    await erasuresOf(platform, scope, person),
  ];
  if (found.records.length > 0 || erasures.length > 0) return { person: found, erasures };
  const where = scope.connection === undefined ? `tenant ${scope.tenant}` : `connection ${scope.connection}`;
  const message = `No party or employee of ${where} is known by that. Give an id, or an identifier as scheme:value; "tributary records show --identifier <scheme:value>" looks for one.`;
  throw new TributaryError('NotFound', { code: 'person-unknown', message });
}

/** Says what would be erased. */
export async function tryErase(platform: ErasePersonDeps, { scope, person, onErased }: EraseRequest): Promise<void> {
  const { person: found } = await lookForPerson(platform, scope, person);
  if (found.records.length === 0) return;
  const options = { dryRun: true, onErased, renew: async () => undefined };
  await erase(platform, scope, await connectionsOf(platform, scope), found, options);
}

/**
 * Erases a person: marks first, so that what is read from then on does not bring it back; then everything that is kept,
 * while no run of the connections is under way; then a look whether anything came back, and a line in the audit.
 */
export async function erasePerson(platform: ErasePersonDeps, request: EraseRequest): Promise<EraseResult> {
  const { scope, onErased } = request;
  const { person, erasures } = await lookForPerson(platform, scope, request.person);
  const counts: Record<string, number> = {};
  const count = (erased: Erased): void => {
    counts[erased.place] = (counts[erased.place] ?? 0) + erased.count;
    onErased(erased);
  };
  const id = erasures[0]?.id ?? platform.ids.next();
  if (person.records.length > 0)
    await putErasure(platform.documents, scope.tenant, await erasureOf(platform, scope, person, id, erasures));
  const connections = await connectionsOf(platform, scope);
  const left = await withHousekeeping(platform, (renew) =>
    holding(platform, request, connections, async (renewLeases) => {
      let [last, due] = [0, 0];
      const renewAll = async (): Promise<void> => {
        if (platform.clock.now().getTime() < due) return;
        due = platform.clock.now().getTime() + leaseTtlMs / 4;
        await renew();
        await renewLeases();
      };
      for (let [round, rest] = [1, person]; round === 1 || (rest.records.length > 0 && round <= rounds); round++) {
        const options = { dryRun: false, onErased: count, renew: renewAll };
        last = (await erase(platform, scope, connections, rest, options)).left;
        rest = await findPerson(platform.records, scope, request.person);
      }
      return last;
    }),
  );
  const outcome = person.records.length > 0 ? 'erased' : 'already';
  const at = platform.clock.now().toISOString();
  await platform.documents.put(scope.tenant, 'audit', `${at}/erase/${id}`, {
    at,
    action: 'erase',
    id,
    outcome,
    counts,
  });
  return { outcome, id, left };
}

/** Lets records of the person be stored again when they are next read; gives how many erasures were lifted. */
export async function liftErasure(platform: Platform, scope: PersonScope, person: PersonReference): Promise<number> {
  const erasures = await erasuresOf(platform, scope, person);
  for (const { id } of erasures) {
    await removeErasure(platform.documents, scope.tenant, id);
    const at = platform.clock.now().toISOString();
    await platform.documents.put(scope.tenant, 'audit', `${at}/lift/${id}`, { at, action: 'lift-erasure', id });
  }
  return erasures.length;
}

async function erasureOf(
  { documents, clock }: Platform,
  { tenant, connection }: PersonScope,
  { records, identifiers }: Person,
  id: string,
  earlier: readonly Erasure[],
): Promise<Erasure> {
  const hashes = await erasureHashes(documents, tenant);
  const all = [
    ...records.map((record) => hashes.record(record.connection, record.stream, record.key)),
    ...records.flatMap((record) => personsIn(record).map((entity) => hashes.entity(record.connection, entity.id))),
    ...identifiers.map((identifier) => hashes.identifier(connection ?? '', identifier)),
  ];
  const known = earlier.filter((erasure) => erasure.id === id).flatMap((erasure) => erasure.hashes);
  return {
    ...{ id, at: clock.now().toISOString(), hashes: [...new Set([...known, ...all])] },
    ...(connection !== undefined && { connection }),
  };
}

async function erasuresOf(
  platform: Platform,
  scope: PersonScope,
  person: PersonReference,
): Promise<readonly Erasure[]> {
  const erasures = await listErasures(platform.documents, scope.tenant);
  if (erasures.length === 0) return [];
  const hashes = await erasureHashes(platform.documents, scope.tenant);
  const connections = await connectionsOf(platform, scope);
  const wanted = new Set(
    person.kind === 'id'
      ? connections.map((connection) => hashes.entity(connection, person.id))
      : ['', ...connections].map((connection) => hashes.identifier(connection, person.identifier)),
  );
  return erasures.filter(
    (erasure) =>
      (scope.connection === undefined || erasure.connection === scope.connection) &&
      erasure.hashes.some((hash) => wanted.has(hash)),
  );
}

/** Those there are, and those of which something is still kept. */
async function connectionsOf(platform: Platform, { tenant, connection }: PersonScope): Promise<readonly string[]> {
  if (connection !== undefined) return [connection];
  const names = [
    ...(await platform.documents.list(tenant, 'connections')).map(({ id }) => id),
    ...(await platform.records.streams(tenant)).map((stream) => stream.connection),
    ...(await platform.ledger.runs(tenant, undefined, 1_000)).map((run) => run.connection),
  ];
  return [...new Set(names)].sort();
}

/** Does the work while no run of the connections is under way. */
async function holding<T>(
  platform: Platform,
  request: EraseRequest,
  connections: readonly string[],
  work: (renew: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const fences: Fence[] = [];
  try {
    for (const connection of connections) fences.push(await hold(platform, request, connection));
    return await work(async () => {
      for (const fence of fences)
        if (!(await platform.coordination.renew(fence, leaseTtlMs))) throw interrupted(fence.lease);
    });
  } finally {
    for (const fence of fences) await platform.coordination.release(fence);
  }
}

async function hold(platform: Platform, { scope, onWaiting }: EraseRequest, connection: string): Promise<Fence> {
  const { tenant } = scope;
  const holder = erasureHolder(platform.ids.next());
  const until = platform.clock.now().getTime() + longestWaitMs;
  for (;;) {
    const lease = await takeConnectionLease(platform, { tenant, connection }, holder);
    if (lease.ok) {
      const [last] = await platform.ledger.runs(tenant, connection, 1);
      if (last?.status !== 'running') {
        await platform.coordination.renew(lease.fence, leaseTtlMs);
        return lease.fence;
      }
      await platform.coordination.release(lease.fence);
    }
    if (platform.clock.now().getTime() > until) throw busy(connection);
    onWaiting(connection);
    await platform.clock.sleep(1_000);
  }
}

function busy(connection: string): TributaryError {
  const message = `A run of ${connection} is open, and nothing can be erased beside it. Let it end ("tributary start" where no worker runs), or pause the connection, and try again; what is read meanwhile is not stored.`;
  return new TributaryError('PlatformUnavailable', { code: 'connection-busy', message });
}

function interrupted(lease: string): TributaryError {
  const message = `The lease ${lease} was lost while the person was erased: run the command again.`;
  return new TributaryError('PlatformUnavailable', { code: 'erase-interrupted', message });
}
