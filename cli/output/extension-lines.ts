import type { ExtensionArtefact, ExtensionRegistration } from '../../core/extension/model.ts';
import { entitiesOfMapping } from '../../core/extension/model.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';
import { momentText } from './time-text.ts';

const fieldsOf = (schema: object): readonly string[] =>
  Object.keys((schema as { readonly properties?: object }).properties ?? {});

/** What a tenant has of its own, and which streams fill it. */
export function extensionLines(
  artefact: ExtensionArtefact,
  { tenant, number, registeredAt, digest, mappingVersions }: ExtensionRegistration,
  style: Style,
  width: number,
): readonly string[] {
  const schemas = [
    ...Object.entries(artefact.fields).map(([entity, schema]) => [entity, 'own fields', fieldsOf(schema).join(', ')]),
    ...Object.entries(artefact.entities).map(([name, schema]) => [name, 'own entity', fieldsOf(schema).join(', ')]),
  ];
  const streams = Object.entries(artefact.streams).map(([key, { mapping }]) => [
    key,
    mappingVersions[key],
    [...new Set(entitiesOfMapping(mapping))].join(', '),
  ]);
  const [schemaHead = '', ...schemaRows] = tableLines(
    [{ title: 'entity' }, { title: '' }, { title: 'fields', shrink: true }],
    schemas,
    width,
  );
  const [streamHead = '', ...streamRows] = tableLines(
    [{ title: 'stream' }, { title: 'mapping' }, { title: 'fills', shrink: true }],
    streams,
    width,
  );
  return [
    `${style.bold(`Extension of tenant ${tenant}`)}`,
    `  registered  ${momentText(registeredAt)}, number ${number}, ${digest.slice(0, 12)}`,
    '',
    style.bold(schemaHead),
    ...schemaRows,
    '',
    style.bold(streamHead),
    ...streamRows,
  ];
}
