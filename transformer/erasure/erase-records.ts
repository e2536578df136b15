import { digest } from '../../core/digest.ts';
import type { Change, EventOrigin } from '../../core/envelope.ts';
import { TributaryError } from '../../core/errors.ts';
import { withoutTexts } from '../../core/personal-texts.ts';
import { formatRevision, parsePosition } from '../../core/position.ts';
import type { StoredEntity, StoredRecord } from '../../platform/ports.ts';
import { changeMessages, type OriginatedChange } from '../change-messages.ts';
import type { Erasing } from './erase.ts';
import { everyRecord } from './find-person.ts';

/** Behind every position that a run can have published at: its batches have at most six digits, their records four. */
const lastOfRun = { batch: 999_999, index: 9_999, version: 9_999 } as const;
/** Versions from here on are of the same raw record, rewritten; no mapping has so many. */
const firstRewrite = 9_000;
/** Longer than a batch takes from its body to its rows. */
const quietMs = 16 * 60_000;

/**
 * Replaces texts that name the person in other records, and says so; says that the person was deleted, and removes its
 * records; and cleans what bodies of several records still hold. Gives how many bodies were too young for that.
 */
export async function eraseRecords(erasing: Erasing): Promise<number> {
  const { deps, scope, person, dryRun, onErased } = erasing;
  for await (const record of everyRecord(deps.records, scope)) {
    await erasing.renew();
    if (!erasing.isPerson(record.connection, record.stream, record.key)) await redactRecord(erasing, record);
  }
  for (const record of person.records) {
    onErased({ place: 'records', name: `${record.connection}/${record.stream}/${record.key}`, count: 1 });
    if (!dryRun) await removeRecord(erasing, record);
  }
  if (dryRun) return 0;
  let left = 0;
  for (const stream of await deps.records.streams(scope.tenant)) {
    if (!erasing.connections.includes(stream.connection)) continue;
    await erasing.renew();
    const scrubbed = await deps.records.scrub(stream, new Date(deps.clock.now().getTime() - quietMs));
    left += scrubbed.left;
    if (scrubbed.blanked > 0)
      onErased({ place: 'superseded', name: `${stream.connection}/${stream.stream}`, count: scrubbed.blanked });
  }
  return left;
}

/** At a revision just behind the stored one, bound to it: a newer version that comes meanwhile is told without the person. */
async function redactRecord({ deps, texts, dryRun, onErased }: Erasing, record: StoredRecord): Promise<void> {
  const entities = record.entities.map((entity): StoredEntity => {
    const body = withoutTexts(entity.body, texts);
    const identifiers = entity.identifiers.filter(({ value }) => !texts.isIn(value));
    if (body === entity.body && identifiers.length === entity.identifiers.length) return entity;
    return { ...entity, body, identifiers, digest: digest(JSON.stringify(body)) };
  });
  const changed = entities.filter((entity, index) => entity !== record.entities[index]);
  if (changed.length === 0) return;
  onErased({ place: 'references', name: `${record.connection}/${record.stream}/${record.key}`, count: changed.length });
  if (dryRun) return;
  const [state] = await deps.records.lookup(record, [record.key]);
  if (state === undefined || state.revision !== record.revision) throw moved(record);
  const version = Number(record.revision.slice(-4));
  const revision = formatRevision(parsePosition(record.revision), version < firstRewrite ? firstRewrite : version + 1);
  await publish(
    deps,
    record,
    revision,
    changed.map((entity) => ({ change: 'updated', entity })),
  );
  const write = { key: record.key, revision, rawDigest: state.rawDigest, outcome: state.outcome, entities };
  const [applied] = await deps.records.apply(record, `erase/${deps.ids.next()}`, [
    { ...write, basedOn: record.revision },
  ]);
  if (applied !== 'written') throw moved(record);
}

function moved({ connection, stream, key }: StoredRecord): TributaryError {
  const message = `While it was to be rewritten, record ${connection}/${stream}/${key} was stored anew: try again.`;
  return new TributaryError('PlatformUnavailable', { code: 'record-moved', message });
}

/** Told at a revision behind all that was published so far, stored or not; what the next run says is newer. */
async function removeRecord({ deps, scope }: Erasing, record: StoredRecord): Promise<void> {
  const [last] = await deps.ledger.runs(scope.tenant, record.connection, 1);
  const run = Math.max(last?.run ?? 0, parsePosition(record.revision).run);
  const { batch, index, version } = lastOfRun;
  const revision = formatRevision({ run, batch, index }, version);
  const changes = record.entities.map(({ entity, id, digest: before }) => ({
    change: 'deleted' as const,
    entity: { entity, id, digest: before },
  }));
  await publish(deps, record, revision, changes);
  await deps.records.remove(record, [record.key]);
}

async function publish(
  deps: Erasing['deps'],
  { tenant, connection, stream, key }: StoredRecord,
  revision: string,
  changes: readonly { readonly change: Change; readonly entity: OriginatedChange['change']['entity'] }[],
): Promise<void> {
  const { run, batch } = parsePosition(revision);
  const mappingVersion = Number(revision.slice(-4));
  const origin: EventOrigin = {
    ...{ tenant, connection, stream, key, revision, run, batch, mappingVersion },
    ...{ rawRef: '', time: deps.clock.now().toISOString() },
  };
  const originated = changes.map((change) => ({ origin, change }));
  const batchId = `erase/${tenant}/${connection}/${stream}/${key}/${revision}`;
  for (const { topic, messages } of changeMessages(batchId, originated)) await deps.publish(topic, messages);
}
