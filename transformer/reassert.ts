import type { Change, EventOrigin } from '../core/envelope.ts';
import { parsePosition } from '../core/position.ts';
import type { RawRecord } from '../core/raw-batch.ts';
import type { StreamScope } from '../core/run.ts';
import type { RecordStore, StoredEntity } from '../platform/ports.ts';
import type { OriginatedChange } from './change-messages.ts';
import type { CompiledStream } from './compiled-stream.ts';
import { entitiesOf } from './process-record.ts';

/** Records of one batch whose version lost against a newer one that is stored. */
export type Losers = StreamScope & {
  readonly rawRef: string;
  readonly time: string;
  readonly records: readonly RawRecord[];
};

/**
 * What to publish for records that are superseded. An earlier attempt at the batch may have published their version and
 * failed before it was stored; where the newer version then equalled the store, nobody told the consumers. So what is
 * stored is said again, at the revision it has, wherever it differs from the version that lost.
 */
export async function reassert(
  records: RecordStore,
  stream: CompiledStream,
  losers: Losers,
): Promise<readonly OriginatedChange[]> {
  const states = await records.lookup(
    losers,
    losers.records.map(({ key }) => key),
  );
  const changes: OriginatedChange[] = [];
  for (const [index, record] of losers.records.entries()) {
    const state = states[index];
    if (!state) continue;
    const lost = entitiesOf(stream, record);
    const stored = (await records.read(losers, record.key))?.entities ?? [];
    const origin = originOf(losers, record.key, state.revision);
    for (const entity of stored)
      if (!lost.some((other) => isSame(other, entity))) changes.push({ origin, change: { change: 'updated', entity } });
    for (const entity of lost)
      if (!stored.some((other) => isOf(other, entity)))
        changes.push({ origin, change: { change: deleted, entity: withoutBody(entity) } });
  }
  return changes;
}

const deleted: Change = 'deleted';
const isOf = (a: StoredEntity, b: StoredEntity): boolean => a.entity === b.entity && a.id === b.id;
const isSame = (a: StoredEntity, b: StoredEntity): boolean => isOf(a, b) && a.digest === b.digest;
const withoutBody = ({ entity, id, digest }: StoredEntity): Omit<StoredEntity, 'body' | 'identifiers'> => ({
  entity,
  id,
  digest,
});

/** As the event of the stored version says it; the raw batch is the one at hand, because the store does not keep the other. */
function originOf({ tenant, connection, stream, rawRef, time }: Losers, key: string, revision: string): EventOrigin {
  const { run, batch } = parsePosition(revision);
  return {
    tenant,
    connection,
    stream,
    key,
    revision,
    run,
    batch,
    mappingVersion: Number(revision.slice(-4)),
    rawRef,
    time,
  };
}
