import { allowedHint } from '../did-you-mean.ts';
import { isTimezone } from '../local-time.ts';
import type { Problem } from '../problem.ts';
import { fieldsOf, requiredFields, schemaNode } from '../schema-fields.ts';
import type { YamlPath } from '../yaml-source.ts';
import type { ConnectorFile } from './connector-file.ts';

/** Fields of primary key and cursor that the source schema does not have. */
export function checkKeyAndCursor(file: ConnectorFile, stream: string, schema: object): readonly Problem[] {
  const at = ['streams', stream];
  const { primaryKey, cursor } = file.definition.streams[stream] ?? {};
  const known = fieldsOf(schemaNode(schema));
  if (known === undefined) return [];
  const missing = (path: YamlPath, field: string | undefined): readonly Problem[] => {
    if (field === undefined || !file.sound(path) || Object.hasOwn(known, field)) return [];
    return [
      file.source.problem(path, `the source schema has no field "${field}"`, allowedHint(field, Object.keys(known))),
    ];
  };
  return [
    ...(Array.isArray(primaryKey) ? primaryKey : []).flatMap((field: string, index) =>
      missing([...at, 'primaryKey', index], field),
    ),
    ...missing([...at, 'cursor', 'field'], cursor?.field),
  ];
}

/**
 * Texts have no order that Tributary knows, so the watermark of a run that was cut short is only right when the ERP sends
 * them in order.
 */
export function checkCursorOrder(file: ConnectorFile, stream: string): readonly Problem[] {
  const at = ['streams', stream, 'cursor'];
  const { send, order } = file.definition.streams[stream]?.cursor ?? {};
  if (send?.format !== 'text' || order === 'ascending') return [];
  if (order !== undefined && !file.sound([...at, 'order'])) return [];
  const message = 'a cursor of the format "text" needs "order: ascending": out of order, records would be skipped';
  const hint =
    'Ask the ERP for that order in the query and add "order: ascending" to the cursor, or use another format.';
  return [file.source.problem([...at, 'send', 'format'], message, hint)];
}

/** A local time means nothing without its zone. */
export function checkCursorZone(file: ConnectorFile, stream: string): readonly Problem[] {
  const at = ['streams', stream, 'cursor'];
  const { send, timezone } = file.definition.streams[stream]?.cursor ?? {};
  if (timezone === undefined) {
    if (send?.format !== 'local') return [];
    const message = 'a cursor of the format "local" needs "timezone": the ERP\'s times do not say where they are';
    return [file.source.problem([...at, 'send', 'format'], message, 'Add for example "timezone: Europe/Oslo".')];
  }
  if (!file.sound([...at, 'timezone']) || isTimezone(timezone)) return [];
  const message = `"${timezone}" is no time zone`;
  return [file.source.problem([...at, 'timezone'], message, 'Write a name such as Europe/Oslo or UTC.')];
}

/** Pages can only overlap when the request says how large they are, and the answer how many records there are. */
export function checkOverlap(file: ConnectorFile, stream: string): readonly Problem[] {
  const at = ['streams', stream, 'pagination'];
  const { pagination, total } = file.definition.streams[stream] ?? {};
  if (pagination?.kind !== 'page-number' || pagination.overlap === undefined) return [];
  const problem = (message: string, hint: string): readonly Problem[] => [
    file.source.problem([...at, 'overlap'], message, hint),
  ];
  if (pagination.size === undefined)
    return problem(
      '"overlap" needs "size": pages overlap because each is asked for with its own size',
      'Add the query parameter that takes the page size.',
    );
  if (total !== undefined) return [];
  return problem('"overlap" needs "total": else a short list looks unread', 'Add the path of the number of records.');
}

/** With a field selection only some fields are asked for: one that the schema requires must be among them. */
export function checkSelection(
  file: ConnectorFile,
  stream: string,
  sourceFields: readonly string[] | '*',
  schema: object,
): readonly Problem[] {
  const at = ['streams', stream];
  const { select, primaryKey, cursor } = file.definition.streams[stream] ?? {};
  const isKnown = ['select', 'primaryKey'].every((key) => file.sound([...at, key]));
  if (!isKnown || !select || !primaryKey || sourceFields === '*') return [];
  if (cursor !== undefined && !file.sound([...at, 'cursor', 'field'])) return [];
  const asked = [...sourceFields, ...primaryKey, ...(cursor ? [cursor.field] : []), ...(select.exclude ?? [])];
  const unasked = requiredFields(schemaNode(schema)).filter((field) => !asked.includes(field));
  const hint = 'Take it out of "required" in the source schema: only fields that the mapping reads are asked for.';
  return unasked.map((field) =>
    file.source.problem(
      [...at, 'select'],
      `the source schema requires "${field}", which no mapping reads`,
      hint,
      'key',
    ),
  );
}
