import { keyPath } from '../../core/key-path.ts';
import { connectionLease, type Fence, type Manifest, type RunKey } from '../../core/run.ts';
import type { RecordWrite } from '../../platform/ports.ts';
import type { TenantPorts } from './tenants.contract.ts';

export type Names = {
  readonly tenant: string;
  readonly connection: string;
  readonly stream: string;
  readonly key: string;
};

/** What a tenant has in one port, seen through all of its calls. */
export type OwnedThing = {
  write(names: Names, mark: string): Promise<void>;
  read(names: Names): Promise<unknown>;
  remove(names: Names): Promise<void>;
};

const hourMs = 3_600_000;
const identifier = { scheme: 'vat', value: 'NO987654325' };

/** Per port, how to write, read and remove something of a tenant. `prefix` is new in each run of a property. */
export const ownedThings: readonly {
  readonly title: string;
  readonly make: (ports: TenantPorts, prefix: string) => OwnedThing;
}[] = [
  { title: 'Documents', make: documentsThing },
  { title: 'RecordStore', make: recordsThing },
  { title: 'Ledger', make: ledgerThing },
  { title: 'Secrets', make: secretsThing },
  { title: 'Schedules', make: schedulesThing },
  { title: 'Blobs', make: blobsThing },
  { title: 'Coordination', make: coordinationThing },
  { title: 'Topics', make: topicsThing },
];

function documentsThing({ documents }: TenantPorts): OwnedThing {
  return {
    write: async ({ tenant, stream, key }, mark) => void (await documents.put(tenant, stream, key, { mark })),
    read: async ({ tenant, stream, key }) => [
      await documents.get(tenant, stream, key),
      await documents.list(tenant, stream),
      await documents.list(tenant, stream, { prefix: key.slice(0, 1) }),
      await documents.count(tenant, stream),
    ],
    remove: async ({ tenant, stream, key }) => documents.delete(tenant, stream, key),
  };
}

function recordsThing({ records }: TenantPorts): OwnedThing {
  let revision = 0;
  const put = async ({ key, ...scope }: Names, write: Pick<RecordWrite, 'entities'>, mark: string): Promise<void> => {
    const [state] = await records.lookup(scope, [key]);
    const rest = { revision: String(++revision).padStart(9, '0'), rawDigest: mark, outcome: mark };
    await records.apply(scope, 'b', [{ key, ...rest, ...write, ...(state && { basedOn: state.revision }) }]);
  };
  return {
    write: (names, mark) => {
      const entity = { entity: 'party', id: names.key, digest: mark, body: { name: mark }, identifiers: [identifier] };
      return put(names, { entities: [entity] }, mark);
    },
    read: async ({ key, ...scope }) => [
      await records.lookup(scope, [key, `${key}x`]),
      await records.read(scope, key),
      await records.scan(scope, undefined, 10),
      await records.byIdentifier(scope.tenant, identifier),
      await records.streams(scope.tenant),
    ],
    remove: (names) => put(names, { entities: [] }, 'REMOVED'),
  };
}

function ledgerThing({ ledger, coordination }: TenantPorts): OwnedThing {
  const withFence = async (names: Names, work: (fence: Fence) => Promise<void>): Promise<void> => {
    const lease = await coordination.acquire(connectionLease(names.tenant, names.connection), 'holder', hourMs);
    if (!lease.ok) throw new Error(`the lease of ${JSON.stringify(names)} is another's`);
    await work(lease.fence);
    await coordination.release(lease.fence);
  };
  return {
    write: ({ tenant, connection, stream }, mark) =>
      withFence({ tenant, connection, stream, key: '' }, async (fence) => {
        const wanted = { connector: mark, registration: 1, mode: 'full', trigger: mark, streams: [stream] } as const;
        const run = await ledger.openRun({ tenant, connection, ...wanted }, mark, fence);
        const manifest: Manifest = {
          ...{ tenant, connection, stream, run: run.run, batch: 1, id: `${mark}-1`, count: 1, digest: mark },
          ...{ blob: mark, bytes: 1, declaredAt: mark, publishes: 0 },
        };
        const moved = { batches: 1, records: 1, done: true, pages: 1, startedAt: mark, updatedAt: mark };
        await ledger.declare(run, stream, [manifest], moved, fence);
        await ledger.markPublished(run, stream, [1]);
        const outcome = { batchId: manifest.id, outcomes: 'c', events: 1, eventsAcknowledged: 1, at: mark };
        await ledger.writeOutcome(run, stream, outcome);
        const result = { stream, ok: true, records: 1, outcomes: {}, seconds: 1, watermark: mark };
        await ledger.closeRun(run, { status: 'succeeded', results: [result] }, fence);
      }),
    read: async ({ tenant, connection, stream }) => {
      const runs = await ledger.runs(tenant, connection, 10);
      const key: RunKey = { tenant, connection, run: runs[0]?.run ?? 1 };
      return [
        await ledger.runs(tenant, undefined, 50),
        runs,
        await ledger.run(key),
        await ledger.continuation(key, stream),
        await ledger.manifests(key, stream),
        await ledger.manifest(key, stream, 1),
        await ledger.pending(key, 10),
        await ledger.outcomes(key, stream),
        await ledger.watermark({ tenant, connection, stream }),
        (await ledger.openRuns()).filter((run) => run.tenant === tenant),
      ];
    },
    remove: ({ tenant, connection }) => ledger.forgetWatermarks(tenant, connection),
  };
}

function secretsThing({ secrets }: TenantPorts): OwnedThing {
  return {
    write: ({ tenant, connection }, mark) => secrets.put(tenant, connection, { password: mark }, 'demo-odata'),
    read: ({ tenant, connection }) => secrets.get(tenant, connection),
    remove: ({ tenant, connection }) => secrets.delete(tenant, connection),
  };
}

function schedulesThing({ schedules }: TenantPorts): OwnedThing {
  const every = { MINE: '7m', THEIRS: '11m' } as const;
  return {
    write: ({ tenant, connection }, mark) =>
      schedules.put({
        ...{ tenant, name: connection, connector: 'demo-odata' },
        when: { every: mark === 'MINE' ? every.MINE : every.THEIRS },
      }),
    read: async ({ tenant }) => {
      const entries = await schedules.list(tenant);
      return entries.map(({ nextAt: _nextAt, ...entry }) => ({
        ...entry,
        whose: 'every' in entry.when && entry.when.every === every.THEIRS ? 'THEIRS' : 'MINE',
      }));
    },
    remove: ({ tenant, connection }) => schedules.remove(tenant, connection),
  };
}

function blobsThing({ blobs }: TenantPorts): OwnedThing {
  const keyOf = ({ tenant, connection, stream, key }: Names): string => keyPath('raw', tenant, connection, stream, key);
  return {
    write: (names, mark) => blobs.put(keyOf(names), Buffer.from(mark)),
    read: async (names) => {
      const texts: string[] = [];
      const prefix = `${keyPath('raw', names.tenant)}/`;
      for await (const key of blobs.list(prefix)) texts.push(`${key} ${textOf(await blobs.get(key))}`);
      return [textOf(await blobs.get(keyOf(names))), texts];
    },
    remove: (names) => blobs.delete(keyOf(names)),
  };
}

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

/** Leases, rate budgets and tokens have names that hold the tenant. A connector-wide budget is shared by intention. */
function coordinationThing({ coordination, clock }: TenantPorts): OwnedThing {
  const fences = new Map<string, Fence>();
  const limit = { requests: 1, perMs: hourMs };
  const nameOf = ({ tenant, connection }: Names): string => connectionLease(tenant, connection);
  const tokenOf = ({ tenant, connection, key }: Names): string => keyPath('token', tenant, connection, key);
  const expiresAt = (): string => new Date(clock.now().getTime() + hourMs).toISOString();
  return {
    write: async (names, mark) => {
      const lease = await coordination.acquire(nameOf(names), mark, hourMs);
      if (!lease.ok) throw new Error(`${mark} met the lease of ${lease.holder}`);
      fences.set(JSON.stringify([names.tenant, names.connection]), lease.fence);
      const token = await coordination.token(tokenOf(names), async () => ({ value: mark, expiresAt: expiresAt() }));
      if (token !== mark) throw new Error(`${mark} got the token of ${token}`);
      const taken = await coordination.take(keyPath('connection', names.tenant, names.connection), limit);
      // At the second time it is its own that is used up.
      if (!taken.ok && lease.fence.token === 1) throw new Error(`${mark} met another's budget`);
    },
    read: async (names) => {
      const fence = fences.get(JSON.stringify([names.tenant, names.connection]));
      if (fence === undefined) return 'nothing';
      const kept = await coordination.token(tokenOf(names), async () => ({ value: 'NEW', expiresAt: expiresAt() }));
      const taken = await coordination.take(keyPath('connection', names.tenant, names.connection), limit);
      return [await coordination.holds(fence), kept, taken.ok];
    },
    remove: async (names) => {
      const fence = fences.get(JSON.stringify([names.tenant, names.connection]));
      if (fence) await coordination.release(fence);
      await coordination.pause(
        keyPath('connection', names.tenant, names.connection),
        clock.now().getTime() + 2 * hourMs,
      );
    },
  };
}

/** A queue bound to a tenant gets that tenant's messages only. */
function topicsThing({ topics, queues }: TenantPorts, prefix: string): OwnedThing {
  const made = new Map<string, string>();
  const seen = new Map<string, string[]>();
  const bind = async (tenant: string): Promise<string> => {
    const known = made.get(tenant);
    if (known !== undefined) return known;
    const queue = `subscription.${prefix}${made.size}`;
    await queues.ensure(queue, { visibilitySeconds: 60, maxReceives: 5 });
    await topics.subscribe({ name: queue, topic: 'information.party', queue, filter: { tenant: [tenant] } });
    made.set(tenant, queue);
    return queue;
  };
  return {
    write: async (names, mark) => {
      await bind(names.tenant);
      const attributes = { tenant: names.tenant, connection: names.connection };
      await topics.publish('information.party', [{ id: `${prefix}${mark}`, body: mark, attributes }]);
    },
    read: async ({ tenant }) => {
      const queue = made.get(tenant);
      if (queue === undefined) return [];
      const taken = seen.get(tenant) ?? [];
      seen.set(tenant, taken);
      for (;;) {
        const messages = await queues.receive(queue, 10, 0);
        if (messages.length === 0) return [...taken];
        taken.push(...messages.map(({ body }) => body));
        await queues.acknowledge(
          queue,
          messages.map(({ receipt }) => receipt),
        );
      }
    },
    remove: async ({ tenant }) => {
      const queue = made.get(tenant);
      if (queue === undefined) return;
      await topics.unsubscribe(queue);
      made.delete(tenant);
    },
  };
}
