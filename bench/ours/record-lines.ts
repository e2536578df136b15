import type { CompiledStream } from '../../transformer/compiled-stream.ts';
import { mapRecord } from '../../transformer/process-record.ts';
import type { LineWriter } from './line-writer.ts';
import type { Page } from './read-stream.ts';

/** A record that its schema or mapping refuses: where it would wait in quarantine. */
export type RefusedRecord = {
  readonly key: string;
  readonly code: string;
  readonly reason: string;
  readonly text: string;
};

/** Adds what each record of a page becomes, a line of JSON per entity; `fields` without a value are written as null. Gives what is refused. */
export function addLines(
  writer: LineWriter,
  stream: CompiledStream,
  page: Page,
  fields: readonly string[],
): readonly RefusedRecord[] {
  const refused: RefusedRecord[] = [];
  for (const record of page.records) {
    const mapped = mapRecord(stream, record, page.longNumbers);
    if (!mapped.ok) refused.push({ key: record.key, ...mapped.refusal, text: record.text });
    else for (const { text = '{}' } of mapped.entities) writer.add(complete(text, fields));
  }
  return refused;
}

function complete(text: string, fields: readonly string[]): string {
  const nulls = missing(text, fields);
  return nulls === '' ? text : `${text.slice(0, -1)}${nulls}}`;
}

/** A name in quotation marks and before a colon is a field's; they stand in the order of `fields`, so that one pass finds all. */
function missing(line: string, fields: readonly string[]): string {
  let text = '';
  let from = 0;
  for (const field of fields) {
    const at = line.indexOf(`"${field}":`, from);
    if (at === -1) text += `,"${field}":null`;
    else from = at;
  }
  return text;
}
