import { normaliseIdentifier } from '../../core/identifiers.ts';
import { personEntities } from '../../core/personal-texts.ts';
import type { StreamScope } from '../../core/run.ts';
import type { Identifier, RecordStore, StoredEntity, StoredRecord } from '../../platform/ports.ts';

/** Who is to be erased: by an identifier, or by the id that a party or employee has in the store. */
export type PersonReference =
  | { readonly kind: 'identifier'; readonly identifier: Identifier }
  | { readonly kind: 'id'; readonly id: string };

export type PersonScope = { readonly tenant: string; readonly connection?: string };

/** Records that are about the person, and the identifiers by which it is known. */
export type Person = { readonly records: readonly StoredRecord[]; readonly identifiers: readonly Identifier[] };

/** `scheme:value`, such as `no-orgno:987654325` or `email:anna@example.test`; or else an id. */
export function parsePerson(text: string): PersonReference {
  const match = /^([a-z][a-z0-9-]*):(.+)$/.exec(text);
  if (!match) return { kind: 'id', id: text };
  return { kind: 'identifier', identifier: normaliseIdentifier({ scheme: match[1] ?? '', value: match[2] ?? '' }) };
}

/**
 * The records of the person, in all connections of the scope: those that are meant, and those that share an identifier
 * with them, as the same person in another ERP does.
 */
export async function findPerson(
  records: Pick<RecordStore, 'byIdentifier' | 'scan' | 'streams'>,
  scope: PersonScope,
  person: PersonReference,
): Promise<Person> {
  const found = new Map<string, StoredRecord>();
  const add = (record: StoredRecord): void => {
    if (scope.connection !== undefined && record.connection !== scope.connection) return;
    if (personsIn(record).length > 0) found.set(`${record.connection}/${record.stream}/${record.key}`, record);
  };
  if (person.kind === 'id') for await (const record of withEntity(records, scope, person.id)) add(record);
  else for (const record of await records.byIdentifier(scope.tenant, person.identifier)) add(record);
  const identifiers = new Map<string, Identifier>();
  if (person.kind === 'identifier') identifiers.set(nameOf(person.identifier), person.identifier);
  for (const record of found.values())
    for (const { identifiers: own } of personsIn(record)) for (const one of own) identifiers.set(nameOf(one), one);
  for (const identifier of identifiers.values())
    for (const record of await records.byIdentifier(scope.tenant, identifier)) add(record);
  return { records: [...found.values()], identifiers: [...identifiers.values()] };
}

const nameOf = ({ scheme, value }: Identifier): string => `${scheme}:${value}`;

/** The entities of a record that are about a person or an organisation. */
export function personsIn({ entities }: Pick<StoredRecord, 'entities'>): readonly StoredEntity[] {
  return entities.filter(({ entity }) => personEntities.has(entity));
}

async function* withEntity(
  records: Pick<RecordStore, 'scan' | 'streams'>,
  scope: PersonScope,
  id: string,
): AsyncGenerator<StoredRecord> {
  for await (const record of everyRecord(records, scope))
    if (personsIn(record).some((entity) => entity.id === id)) yield record;
}

const pageSize = 500;

/** Every record of the scope that has entities. */
export async function* everyRecord(
  records: Pick<RecordStore, 'scan' | 'streams'>,
  { tenant, connection }: PersonScope,
): AsyncGenerator<StoredRecord> {
  for (const stream of await records.streams(tenant))
    if (connection === undefined || stream.connection === connection) yield* everyRecordOf(records, stream);
}

async function* everyRecordOf(records: Pick<RecordStore, 'scan'>, scope: StreamScope): AsyncGenerator<StoredRecord> {
  for (let after: string | undefined; ; ) {
    const page = await records.scan(scope, after, pageSize);
    yield* page;
    after = page.at(-1)?.key;
    if (after === undefined) return;
  }
}
