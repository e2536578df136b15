import { allowedHint } from '../did-you-mean.ts';
import type { Problem } from '../problem.ts';
import type { YamlPath } from '../yaml-source.ts';
import type { ConnectorFile } from './connector-file.ts';

type Template = { readonly path: YamlPath; readonly text: string; readonly inUrl: boolean };

const placeholder = /\{([A-Za-z][A-Za-z0-9]*)\}/g;

/** Names of the parameters in a text: `{host}/odata` has `host`. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(placeholder)].map((match) => String(match[1]));
}

function textsOf(file: ConnectorFile, path: YamlPath, inUrl: boolean): readonly Template[] {
  let value: unknown = file.source.value;
  for (const step of path) value = (value as Record<string, unknown> | null | undefined)?.[step];
  if (typeof value === 'string') return [{ path, text: value, inUrl }];
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.keys(value).flatMap((key) => textsOf(file, [...path, key], inUrl));
}

/** Every text that is filled from parameters, and whether it becomes part of an address. */
function templatesOf(file: ConnectorFile): readonly Template[] {
  const { definition } = file;
  const authentication = Object.keys(definition.authentication ?? {}).filter((key) => key !== 'kind');
  const streams = Object.keys(definition.streams ?? {});
  return [
    ...textsOf(file, ['baseUrl'], true),
    ...authentication.flatMap((key) => textsOf(file, ['authentication', key], key === 'tokenUrl')),
    ...textsOf(file, ['request', 'headers'], false),
    ...textsOf(file, ['request', 'query'], true),
    ...streams.flatMap((stream) => [
      ...textsOf(file, ['streams', stream, 'request', 'path'], true),
      ...textsOf(file, ['streams', stream, 'request', 'query'], true),
      ...textsOf(file, ['streams', stream, 'request', 'headers'], false),
    ]),
  ];
}

/** Parameters that are used but not declared, and secrets that would show in an address. */
export function checkPlaceholders(file: ConnectorFile): readonly Problem[] {
  const { parameters } = file.definition;
  // Without any the file says so itself: not once more for each use.
  if (parameters === null || typeof parameters !== 'object' || Array.isArray(parameters)) return [];
  const names = Object.keys(parameters);
  return templatesOf(file).flatMap(({ path, text, inUrl }) =>
    placeholdersOf(text).flatMap((name) => {
      if (!Object.hasOwn(parameters, name))
        return [file.source.problem(path, `there is no parameter "${name}"`, allowedHint(name, names))];
      if (!inUrl || parameters[name]?.secret !== true) return [];
      const hint = 'Addresses are logged; send a secret by authentication or in a header.';
      return [file.source.problem(path, `the secret parameter "${name}" cannot be part of an address`, hint)];
    }),
  );
}

const secretKeys = ['password', 'token', 'clientSecret', 'value'];

/** Secrets in authentication must come from parameters that are declared secret, and have no default. */
export function checkSecrets(file: ConnectorFile): readonly Problem[] {
  const { source, definition, sound } = file;
  const problems: Problem[] = [];
  for (const key of secretKeys) {
    const path = ['authentication', key];
    if (!sound(path)) continue;
    const name = placeholdersOf(String((definition.authentication as Record<string, unknown>)[key]))[0];
    const parameter = definition.parameters?.[name ?? ''];
    if (parameter === undefined || !sound(['parameters', String(name)]) || parameter.secret === true) continue;
    const hint = `Add "secret: true" to the parameter "${name}".`;
    problems.push(source.problem(path, `${key} takes the parameter "${name}", which is not secret`, hint));
  }
  for (const [name, parameter] of Object.entries(definition.parameters ?? {})) {
    if (!sound(['parameters', name]) || parameter.default === undefined) continue;
    const path = ['parameters', name, 'default'];
    if (parameter.secret) problems.push(source.problem(path, `the secret parameter "${name}" cannot have a default`));
    else if (parameter.pattern !== undefined && !matchesWhole(parameter.pattern, parameter.default))
      problems.push(source.problem(path, `the default of "${name}" does not match its own pattern`));
  }
  return problems;
}

/** True when the whole value matches the pattern of a parameter. */
export function matchesWhole(pattern: string, value: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'u').test(value);
}
