import type { ConnectorArtefact, ConnectorRegistration } from '../../core/connector/model.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';
import { momentText } from './time-text.ts';

/** A registered connector: what it is, what a connection has to give, and what it reads. */
export function artefactLines(
  { definition, digest }: ConnectorArtefact,
  registration: ConnectorRegistration,
  style: Style,
  width: number,
): readonly string[] {
  const { number, registeredAt, mappingVersions } = registration;
  const parameters = Object.entries(definition.parameters).map(([name, { title, secret, default: preset }]) => [
    name,
    secret === true ? 'secret' : preset === undefined ? 'required' : `default ${preset}`,
    title,
  ]);
  const streams = Object.entries(definition.streams).map(([name, { cursor, primaryKey }]) => [
    name,
    primaryKey.join('+'),
    cursor?.field ?? 'none: read in full',
    mappingVersions[name],
  ]);
  const [parameterHead = '', ...parameterRows] = tableLines(
    [{ title: 'parameter' }, { title: '' }, { title: 'title', shrink: true }],
    parameters,
    width,
  );
  const [streamHead = '', ...streamRows] = tableLines(
    [{ title: 'stream' }, { title: 'key', shrink: true }, { title: 'cursor' }, { title: 'mapping' }],
    streams,
    width,
  );
  return [
    `${style.bold(definition.name)}  ${definition.title}`,
    `  registered      ${momentText(registeredAt)}, number ${number}, ${digest.slice(0, 12)}`,
    `  address         ${definition.baseUrl}`,
    `  authentication  ${definition.authentication.kind}`,
    '',
    style.bold(parameterHead),
    ...parameterRows,
    '',
    style.bold(streamHead),
    ...streamRows,
  ];
}
