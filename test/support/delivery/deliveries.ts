import { isNamed } from '../../../core/errors.ts';
import { formatRevision } from '../../../core/position.ts';
import type { Document, ReceivedMessage, RecordStore } from '../../../platform/ports.ts';
import { listQuarantined, type QuarantinedRecord } from '../../../transformer/quarantine/quarantine.ts';
import { replayQuarantined } from '../../../transformer/quarantine/replay.ts';
import { type TransformDeps, transformHandler } from '../../../transformer/transform.ts';
import { interleaver } from '../interleave.ts';
import type { Parts, Queued } from './parts.ts';
import { connector, scope } from './stream.ts';

/** What an attempt at a batch meets; `kept` goes well, and its message comes again all the same. */
export type Fate = 'well' | 'kept' | 'store-away' | 'half-stored' | 'outcome-away' | 'dies';

/** Something that is processed at the same time as others: a message, or a record that is replayed. */
export type Job = {
  /** From what is in quarantine, or was when that was last looked at. */
  readonly replay: 'no' | 'listed' | 'listed-before';
  readonly pick: number;
  readonly fate: Fate;
};

export type Deliveries = {
  together(jobs: readonly Job[], choices: readonly number[]): Promise<void>;
  /** Everything that waits in the queue, one after the other. */
  drain(): Promise<void>;
  /** Everything in quarantine, one after the other. */
  replayAll(): Promise<void>;
  /** A message that waits goes to the dead letters, and all of those come back. */
  bury(pick: number): void;
  redrive(): void;
  /** A batch of any time is announced again. */
  republish(pick: number): void;
};

/** The queue's receivers and the operator who replays. */
export function openDeliveries(parts: Parts): Deliveries {
  const { queue, dead, announced } = parts;
  let listed: readonly QuarantinedRecord[] = [];
  const list = async (): Promise<void> => {
    listed = (await listQuarantined(parts.deps.documents, scope.tenant)).map(({ record }) => record);
  };
  const together: Deliveries['together'] = async (jobs, choices) => {
    if (jobs.some((job) => job.replay === 'listed')) await list();
    const turns = interleaver(choices);
    const deps = inTurns(parts.deps, turns.wrap);
    const work = jobs.flatMap((job) => {
      const [message, record] = [pickOf(queue, job.pick), pickOf(listed, job.pick)];
      if (job.replay !== 'no') return record ? [replay(parts, deps, record)] : [];
      return message ? [deliver(parts, deps, message, job.fate)] : [];
    });
    for (const result of await turns.run(work))
      if (result.status === 'rejected' && !isNamed(result.reason, 'PlatformUnavailable')) throw result.reason;
  };
  return {
    together,
    drain: async () => {
      while (queue.length > 0) await together([{ replay: 'no', pick: 0, fate: 'well' }], []);
    },
    replayAll: async () => {
      await list();
      for (const pick of listed.keys()) await together([{ replay: 'listed-before', pick, fate: 'well' }], []);
    },
    bury: (pick) => void dead.push(...queue.splice(pick % Math.max(1, queue.length), 1)),
    redrive: () => {
      queue.push(...dead.splice(0).map((message) => ({ ...message, receiveCount: 0 })));
    },
    republish: (pick) => {
      const message = pickOf(announced, pick);
      if (message) queue.push({ ...message, receiveCount: 0 });
    },
  };
}

const pickOf = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(1, from.length)];

function inTurns(deps: TransformDeps, wrap: <T extends object>(port: T) => T): TransformDeps {
  const { documents, ledger, records, publish } = deps;
  return {
    ...{ ...deps, documents: wrap(documents), ledger: wrap(ledger), records: wrap(records) },
    publish: wrap({ publish }).publish,
  };
}

/** As often as a queue gives a message out before it counts as poison. */
const maxReceives = 4;

async function deliver({ queue, dead }: Parts, deps: TransformDeps, message: Queued, fate: Fate): Promise<void> {
  const received: ReceivedMessage = { ...message, receiveCount: ++message.receiveCount, receipt: '', sentAt: '' };
  const failed = await transformHandler(meeting(deps, fate))([received], new AbortController().signal);
  const place = queue.indexOf(message);
  if (place === -1) return;
  if (failed.length === 0 && fate !== 'kept') queue.splice(place, 1);
  const isPoison = fate === 'dies' || received.receiveCount >= maxReceives;
  if (failed.length > 0 && isPoison) dead.push(...queue.splice(place, 1));
}

function meeting(deps: TransformDeps, fate: Fate): TransformDeps {
  switch (fate) {
    case 'store-away':
    case 'dies':
      return { ...deps, records: failing(deps.records, 0) };
    case 'half-stored':
      return { ...deps, records: failing(deps.records, 0.5) };
    case 'outcome-away': {
      const writeOutcome = async (): Promise<never> => {
        throw new Error('the ledger is away');
      };
      return { ...deps, ledger: { ...deps.ledger, writeOutcome } };
    }
    case 'well':
    case 'kept':
      return deps;
  }
}

/** Stores nothing, or the first half of it, as a store does that is throttled. */
function failing(records: RecordStore, share: number): RecordStore {
  const apply: RecordStore['apply'] = async (of, batch, writes) => {
    const some = writes.slice(0, Math.floor(writes.length * share));
    if (some.length > 0) await records.apply(of, batch, some);
    throw new Error('the store is away');
  };
  return { ...records, apply };
}

async function replay(parts: Parts, deps: TransformDeps, record: QuarantinedRecord): Promise<void> {
  const version = parts.mappingVersion;
  const registration = { connector, number: version, digest: '', mappingVersions: { s: version }, registeredAt: '' };
  const get = async (tenant: string, collection: string, id: string): Promise<Document | undefined> =>
    collection === 'connectors' ? { id, value: registration, version } : deps.documents.get(tenant, collection, id);
  const [result] = await replayQuarantined({ ...deps, documents: { ...deps.documents, get } }, [record]);
  if (!result?.ok) return;
  // Where it had left quarantine nothing was processed; then something newer went through, which is the truth in any case.
  const row = { key: record.key, name: 'invalid' };
  parts.versions.push({ revision: formatRevision(record, version), row, version });
}
