import type { InformationEvent } from '../../core/generated/information-batch.generated.ts';
import { withoutTexts } from '../../core/personal-texts.ts';
import type { Erasing } from './erase.ts';
import { personsIn } from './find-person.ts';

/**
 * Removes the person's events from queues, dead letters and what topics keep, and replaces texts that name it in others.
 * Events that say it was deleted stay: consumers need them.
 */
export async function eraseMessages(erasing: Erasing): Promise<void> {
  const { deps, scope, dryRun, onErased } = erasing;
  const subjects = new Set(
    erasing.person.records.flatMap((record) =>
      personsIn(record).map(({ entity, id }) => nameOf(record.connection, entity, id)),
    ),
  );
  const isOfPerson = ({ connection, entity, subject, data }: InformationEvent): boolean =>
    data !== undefined && subjects.has(nameOf(connection, entity, subject));
  const edit = ({
    body,
    attributes,
  }: {
    readonly body: string;
    readonly attributes: Readonly<Record<string, string>>;
  }): string | undefined => {
    if (attributes['tenant'] !== undefined && attributes['tenant'] !== scope.tenant) return body;
    if (
      scope.connection !== undefined &&
      attributes['connection'] !== undefined &&
      attributes['connection'] !== scope.connection
    )
      return body;
    return editBody(erasing, body, isOfPerson);
  };
  await erasing.renew();
  for (const { place, messages } of await deps.queues.redact(edit, { dryRun }))
    onErased({ place: 'messages', name: place, count: messages });
}

const nameOf = (connection: string, entity: string, id: string): string => JSON.stringify([connection, entity, id]);

function editBody(
  { texts }: Erasing,
  body: string,
  isOfPerson: (event: InformationEvent) => boolean,
): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body;
  }
  if (!Array.isArray(value)) return edited(body, value, withoutTexts(value, texts));
  const kept = (value as InformationEvent[]).filter((event) => !isOfPerson(event));
  if (kept.length === 0 && value.length > 0) return undefined;
  const events = kept.map((event) =>
    event.data === undefined ? event : withData(event, withoutTexts(event.data, texts)),
  );
  const same = events.length === value.length && events.every((event, index) => event === value[index]);
  return same ? body : JSON.stringify(events);
}

const edited = (body: string, before: unknown, after: unknown): string =>
  after === before ? body : JSON.stringify(after);

function withData(event: InformationEvent, data: NonNullable<InformationEvent['data']>): InformationEvent {
  return data === event.data ? event : { ...event, data };
}
