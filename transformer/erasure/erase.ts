import { personalTexts } from '../../core/personal-texts.ts';
import type { Platform, Publish, StoredRecord } from '../../platform/ports.ts';
import { eraseDocuments } from './erase-documents.ts';
import { eraseMessages } from './erase-messages.ts';
import { eraseRaw } from './erase-raw.ts';
import { eraseRecords } from './erase-records.ts';
import { type Person, type PersonScope, personsIn } from './find-person.ts';

export type EraseDeps = Pick<
  Platform,
  'records' | 'ledger' | 'blobs' | 'documents' | 'queues' | 'retention' | 'clock' | 'ids'
> & { readonly publish: Publish };

/** What was removed or rewritten at one place. */
export type Erased = {
  readonly place: 'raw' | 'quarantine' | 'messages' | 'records' | 'references' | 'superseded';
  /** Where: a batch, a queue or topic, a record. */
  readonly name: string;
  readonly count: number;
};

export type EraseOptions = {
  readonly dryRun: boolean;
  readonly onErased: (erased: Erased) => void;
  /** Called again and again while it lasts. */
  readonly renew: () => Promise<void>;
};

/** All that the steps work with. */
export type Erasing = EraseOptions & {
  readonly deps: EraseDeps;
  readonly scope: PersonScope;
  readonly connections: readonly string[];
  readonly person: Person;
  readonly texts: ReturnType<typeof personalTexts>;
  /** Whether a record is one of the person's. */
  isPerson(connection: string, stream: string, key: string): boolean;
};

/**
 * Removes a person from everything that is kept, and rewrites what only names it. The marks (platform/erasures.ts) are in
 * place by then and the connections are held, so that nothing brings it back. The person's own records go last: until
 * then a call that was cut off can be made again and finds them. Gives how many bodies were too young to be cleaned.
 */
export async function erase(
  deps: EraseDeps,
  scope: PersonScope,
  connections: readonly string[],
  person: Person,
  options: EraseOptions,
): Promise<{ readonly left: number }> {
  const erasing = erasingOf(deps, scope, connections, person, options);
  await eraseRaw(erasing);
  await eraseDocuments(erasing);
  await eraseMessages(erasing);
  const left = await eraseRecords(erasing);
  if (!options.dryRun) await deps.retention.compact();
  return { left };
}

function erasingOf(
  deps: EraseDeps,
  scope: PersonScope,
  connections: readonly string[],
  person: Person,
  options: EraseOptions,
): Erasing {
  const own = new Set(person.records.map(nameOf));
  const bodies = person.records.flatMap((record) => personsIn(record).map(({ body }) => body));
  const texts = personalTexts(
    bodies,
    person.identifiers.map(({ value }) => value),
  );
  const isPerson = (connection: string, stream: string, key: string): boolean =>
    own.has(nameOf({ connection, stream, key }));
  return { ...options, deps, scope, connections, person, texts, isPerson };
}

const nameOf = ({ connection, stream, key }: Pick<StoredRecord, 'connection' | 'stream' | 'key'>): string =>
  JSON.stringify([connection, stream, key]);
