import { digest } from '../core/digest.ts';
import type { Change, EventEntity } from '../core/envelope.ts';
import { messageOf } from '../core/errors.ts';
import { parseRecord, type RecordJson } from '../core/json.ts';
import type { Outcome } from '../core/outcome.ts';
import { parsePosition } from '../core/position.ts';
import { tombstone } from '../core/tombstone.ts';
import type { RecordState, RecordWrite, StoredEntity } from '../platform/ports.ts';
import type { CompiledStream } from './compiled-stream.ts';
import { type Drift, driftOfCode, driftOfViolation } from './drift/classify.ts';
import { normaliseEntity } from './entities.ts';
import { applyMapping } from './mapping/compile.ts';

/** A raw record and the revision it would be stored with. */
export type Incoming = {
  readonly key: string;
  readonly text: string;
  readonly revision: string;
  /** Its revision is stored even where nothing changed: an older version of it may still come. */
  readonly touch: boolean;
  /** The run has read the record before. */
  readonly repeated: boolean;
};

/** A change to publish. `entity.body` is absent when it was deleted. */
export type EntityChange = {
  readonly change: Change;
  readonly entity: EventEntity;
};

/** Why a record cannot be processed: a kebab-case code, and words for the operator. */
export type Refusal = { readonly code: string; readonly reason: string };

/** What becomes of one record. Without `write` the store stays as it is. */
export type Decision = {
  readonly outcome: Outcome;
  readonly changes: readonly EntityChange[];
  readonly write?: RecordWrite;
  readonly refusal?: Refusal;
  /** How it differs from its source schema. */
  readonly drifts?: readonly Drift[];
};

/** Larger entities fit no topic; the limit leaves room for the event around it. */
const maxEntityBytes = 150_000;

/**
 * Decides what becomes of a record, given what is stored of it. Pure: nothing is read or written here. A raw digest
 * equal to the stored one skips validation and mapping, and is not written unless it must be (docs/adr/0004); the digest
 * covers the mapping version, so that a mended mapping sees every record again.
 */
export function processRecord(stream: CompiledStream, incoming: Incoming, state: RecordState | undefined): Decision {
  const rawDigest = digest(`${stream.mappingVersion}\n${incoming.text}`);
  const known = state && decideByState(incoming, rawDigest, state);
  if (known) return known;
  const { key, revision } = incoming;
  const mapped = mapRecord(stream, incoming);
  // Nothing is written: what is stored stays, and an older version that arrives late is still newer than that.
  const { drifts } = mapped;
  if (!mapped.ok) return { outcome: 'quarantined', changes: [], refusal: mapped.refusal, drifts };
  const changes = changesBetween(state?.entities ?? [], mapped.entities);
  const outcome = outcomeOf(state, mapped.entities, changes);
  const write = writeOver(state, { key, revision, rawDigest, outcome });
  const same = changes.length === 0 && state !== undefined;
  return { outcome, changes, drifts, write: same ? write : { ...write, entities: mapped.entities } };
}

/** The write, bound to the state that it was decided on. */
function writeOver(state: RecordState | undefined, write: RecordWrite): RecordWrite {
  return state === undefined ? write : { ...write, basedOn: state.revision };
}

/** The cases in which the stored state alone decides. */
function decideByState(incoming: Incoming, rawDigest: string, state: RecordState): Decision | undefined {
  const { key, revision } = incoming;
  // The same record of the same batch: a second delivery, after the store was applied.
  if (state.revision === revision) return { outcome: state.outcome as Outcome, changes: [] };
  if (state.revision > revision) return { outcome: 'superseded', changes: [] };
  if (state.rawDigest !== rawDigest) return undefined;
  const outcome = outcomeOfSame(state, incoming);
  if (!incoming.touch) return { outcome, changes: [] };
  return { outcome, changes: [], write: writeOver(state, { key, revision, rawDigest, outcome }) };
}

/** Where the run's first reading of a record was not written, only the incoming one tells that it is the second. */
function outcomeOfSame(state: RecordState, { revision, repeated }: Incoming): Outcome {
  if (state.entities.length === 0) return 'filtered';
  return repeated || parsePosition(state.revision).run === parsePosition(revision).run ? 'repeated' : 'unchanged';
}

function outcomeOf(
  state: RecordState | undefined,
  entities: readonly StoredEntity[],
  changes: readonly EntityChange[],
): Outcome {
  if (entities.length === 0) return 'filtered';
  if (!state || state.entities.length === 0) return 'created';
  return changes.length === 0 ? 'unchanged' : 'updated';
}

/** What a record maps to, how it differs from its source schema, and why it is refused, if it is. */
export type Mapped = { readonly drifts: readonly Drift[] } & (
  | { readonly ok: true; readonly entities: readonly StoredEntity[] }
  | { readonly ok: false; readonly refusal: Refusal }
);

/**
 * Parses a record, compares it with the source schema, maps, normalises and validates the entities. `longNumbers` is
 * false where surely none of its numbers has more digits than JavaScript's hold.
 */
export function mapRecord(
  stream: CompiledStream,
  { key, text }: { readonly key: string; readonly text: string },
  longNumbers = true,
): Mapped {
  if (text === tombstone) return { ok: true, entities: [], drifts: [] };
  const drifts: Drift[] = [];
  let record: RecordJson;
  try {
    record = parseRecord(text, longNumbers);
  } catch (error) {
    const reason = `The record is no JSON: ${messageOf(error)}`;
    return { ok: false, refusal: { code: 'not-json', reason }, drifts };
  }
  try {
    const refusal = compareWithSchema(stream, record, drifts);
    return refusal ? { ok: false, refusal, drifts } : { ...mapValue(stream, key, record.exact, drifts), drifts };
  } catch (error) {
    // Whatever a schema or a mapping throws costs this record, not its batch.
    return { ok: false, refusal: { code: 'mapping', reason: messageOf(error) }, drifts };
  }
}

/** The entities that a record maps to; none where it cannot be processed. */
export function entitiesOf(
  stream: CompiledStream,
  record: { readonly key: string; readonly text: string },
): readonly StoredEntity[] {
  const mapped = mapRecord(stream, record);
  return mapped.ok ? mapped.entities : [];
}

/** Adds how the record differs from its source schema; gives why it is refused, if it is. */
function compareWithSchema(stream: CompiledStream, record: RecordJson, drifts: Drift[]): Refusal | undefined {
  if (stream.drift.additive !== 'ignore') {
    const unknown = new Set<string>();
    stream.unknownFields(record.exact, unknown);
    for (const path of unknown) drifts.push({ kind: 'field-added', class: 'additive', path });
  }
  const violation = stream.validate(record.rounded);
  if (!violation) return undefined;
  const drift = driftOfViolation(violation);
  const policy = stream.drift[drift.class];
  if (policy !== 'ignore') drifts.push(drift);
  if (policy === 'ignore' || policy === 'notify') return undefined;
  return { code: 'source-schema', reason: violation.message };
}

type MappedValue =
  | { readonly ok: true; readonly entities: readonly StoredEntity[] }
  | { readonly ok: false; readonly refusal: Refusal };

function mapValue(stream: CompiledStream, key: string, value: unknown, drifts: Drift[]): MappedValue {
  const refused = (code: string, reason: string): MappedValue => ({ ok: false, refusal: { code, reason } });
  const entities: StoredEntity[] = [];
  for (const mapped of applyMapping(stream.mapping, value)) {
    if (mapped.unknownCodes && stream.drift.risky !== 'ignore') drifts.push(...mapped.unknownCodes.map(driftOfCode));
    const { body, identifiers } = normaliseEntity(mapped.body);
    const wrong = stream.validateEntity(mapped.entity, body);
    if (wrong !== undefined) return refused('entity-schema', `${mapped.entity}: ${wrong}`);
    const text = JSON.stringify(body);
    // A character is at most three bytes: most texts need not be looked through.
    if (text.length > maxEntityBytes / 3 && Buffer.byteLength(text) > maxEntityBytes)
      return refused(
        'entity-too-large',
        `${mapped.entity} has ${text.length} characters; ${maxEntityBytes} bytes are allowed`,
      );
    entities.push(entityOf({ entity: mapped.entity, id: mapped.id ?? key, text, identifiers }));
  }
  return { ok: true, entities: stream.forget?.(entities) ?? entities };
}

/**
 * The entity with its text only. Its digest is made where anyone compares it, its body read from the text where anyone asks, which on the way to topics and store nobody
 * does: the bodies of a whole batch would outlive two collections, and cost as much as the mapping that made them.
 */
function entityOf(stored: Omit<StoredEntity, 'body' | 'digest'> & { readonly text: string }): StoredEntity {
  const { entity, id, text, identifiers } = stored;
  return { __proto__: lazyEntity, entity, id, text, identifiers, made: undefined } as object as StoredEntity;
}

type LazyEntity = { readonly text: string; made: string | undefined };

/** One pair of getters for all: with getters of its own each entity gets a hidden class, which keeps the text until a full collection. */
const lazyEntity = {
  get digest(): string {
    const lazy = this as unknown as LazyEntity;
    lazy.made ??= digest(lazy.text);
    return lazy.made;
  },
  get body(): object {
    return JSON.parse((this as unknown as LazyEntity).text) as object;
  },
};

/** Created and updated entities, and those that the record no longer maps to. */
function changesBetween(before: RecordState['entities'], after: readonly StoredEntity[]): readonly EntityChange[] {
  const same = (a: { entity: string; id: string }, b: { entity: string; id: string }): boolean =>
    a.entity === b.entity && a.id === b.id;
  const changes: EntityChange[] = [];
  for (const entity of after) {
    const old = before.find((candidate) => same(candidate, entity));
    if (!old) changes.push({ change: 'created', entity });
    else if (old.digest !== entity.digest) changes.push({ change: 'updated', entity });
  }
  for (const old of before) {
    // Named one by one: what an earlier record of the batch leaves behind still has its body.
    const { entity, id, digest: last } = old;
    if (!after.some((candidate) => same(candidate, old)))
      changes.push({ change: 'deleted', entity: { entity, id, digest: last } });
  }
  return changes;
}
