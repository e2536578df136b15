import { digest } from '../../core/digest.ts';
import { personEntities, withBareReferences } from '../../core/personal-texts.ts';
import { tombstone } from '../../core/tombstone.ts';
import { readErasures } from '../../platform/erasures.ts';
import type { Documents, StoredEntity } from '../../platform/ports.ts';
import type { CompiledStream } from '../compiled-stream.ts';
import type { BatchWork } from '../process-batch.ts';

/**
 * The work without persons who were erased: their records count as tombstones, entities with one of their identifiers are
 * left out, and what refers to them says no more than their id. Where nobody was, the same work, for one small read.
 */
export async function withoutErased(
  documents: Documents,
  stream: CompiledStream,
  work: BatchWork,
): Promise<{ readonly stream: CompiledStream; readonly work: BatchWork }> {
  const erasures = await readErasures(documents, work.tenant);
  if (erasures === undefined) return { stream, work };
  const { connection } = work;
  const records = work.records.map((record) =>
    erasures.record(connection, work.stream, record.key) ? { ...record, text: tombstone } : record,
  );
  const isErased = ({ entity, identifiers }: StoredEntity): boolean =>
    personEntities.has(entity) && identifiers.some((identifier) => erasures.identifier(connection, identifier));
  const bare = (entity: StoredEntity): StoredEntity => {
    const { body } = entity;
    const after = withBareReferences(body, (id) => erasures.entity(connection, id));
    if (after === body) return entity;
    const text = JSON.stringify(after);
    return { ...entity, body: after, text, digest: digest(text) };
  };
  const forget = (entities: readonly StoredEntity[]): readonly StoredEntity[] =>
    entities.filter((entity) => !isErased(entity)).map(bare);
  return { stream: { ...stream, forget }, work: { ...work, records } };
}
