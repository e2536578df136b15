import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CheckedConnection, type ConnectionInput, checkConnection } from '../core/connector/check-connection.ts';
import type { ConnectorDefinition, Schedule } from '../core/connector/model.ts';
import { allowedHint } from '../core/did-you-mean.ts';
import type { Problem } from '../core/problem.ts';
import { validateYaml } from '../core/validate.ts';
import { parseYaml, type YamlSource } from '../core/yaml-source.ts';
import connectionSchema from '../schemas/config/connection.schema.json' with { type: 'json' };
import { fileErrorText } from './output/file-error-text.ts';
import { ProblemsFound } from './problems-found.ts';
import { secretVariable } from './secret-input.ts';
import { shownPath } from './shown-path.ts';

export type ConnectionOptions = {
  readonly connector?: string;
  readonly set?: readonly string[];
  readonly secret?: readonly string[];
  readonly file?: string;
  readonly every?: string;
  readonly cron?: string;
  readonly timezone?: string;
  readonly stream?: readonly string[];
  readonly replace?: boolean;
};

const place = { file: '(command line)', line: 1, column: 1 } as const;
const nothingDone = 'the connection was not stored.';

/** What is said about the connection, and what of it cannot be meant: told together with all else that is wrong. */
export type Given = { readonly given: YamlSource | ConnectionInput; readonly problems: readonly Problem[] };

/** Throws ProblemsFound where not even name and connector are known. */
export function inputOfFlags(name: string | undefined, tenant: string, options: ConnectionOptions): Given {
  const problems: Problem[] = [];
  const problem = (message: string, hint: string): void => void problems.push({ ...place, message, hint });
  if (name === undefined) problem('the name of the connection is missing', 'Write it first, or use --file.');
  if (options.connector === undefined) problem('--connector is missing', '"tributary connector list" shows them.');
  const parameters: Record<string, string> = {};
  for (const text of options.set ?? []) {
    const at = text.indexOf('=');
    if (at < 1) problem(`--set ${text} gives no value`, 'Write --set name=value.');
    else parameters[text.slice(0, at)] = text.slice(at + 1);
  }
  if (options.every !== undefined && options.cron !== undefined)
    problem('--every and --cron exclude each other', 'Write one of them.');
  if (options.timezone !== undefined && options.cron === undefined)
    problem('--timezone is only for --cron', 'An interval has no time zone.');
  const schedule = scheduleOf(options);
  const given = {
    name: name ?? 'unnamed',
    connector: options.connector ?? 'unnamed',
    tenant,
    parameters,
    ...(schedule ? { schedule } : {}),
    ...(options.stream ? { streams: options.stream } : {}),
  };
  if (name !== undefined && options.connector !== undefined) return { given, problems };
  throw new ProblemsFound([...problems, ...shapeProblems(given)], nothingDone);
}

/** What is wrong already without the connector being known. */
export function shapeProblems(given: YamlSource | ConnectionInput): readonly Problem[] {
  const source = 'at' in given ? given : parseYaml(place.file, JSON.stringify(given));
  return validateYaml(source, connectionSchema);
}

function scheduleOf({ every, cron, timezone }: ConnectionOptions): Schedule | undefined {
  if (every !== undefined) return { every };
  return cron === undefined ? undefined : { cron, ...(timezone === undefined ? {} : { timezone }) };
}

/** The file, beside which nothing else may be said but the same. Throws ProblemsFound where it cannot be read. */
export function sourceOfFile(
  cwd: string,
  name: string | undefined,
  tenant: string | undefined,
  options: ConnectionOptions,
): Given {
  const shown = shownPath(cwd, path.resolve(cwd, options.file ?? ''));
  const beside = (['connector', 'set', 'every', 'cron', 'timezone', 'stream'] as const).filter((flag) => options[flag]);
  const problems = beside.map((flag) => ({
    ...place,
    message: `--${flag} cannot stand beside --file`,
    hint: `Write it into ${shown}.`,
  }));
  const given = parseYaml(shown, readText(path.resolve(cwd, options.file ?? ''), shown, problems));
  return { given, problems: [...problems, ...differences(given, { name, tenant })] };
}

/** What the file and the command line both say, and not the same. */
function differences(source: YamlSource, said: Readonly<Record<string, string | undefined>>): readonly Problem[] {
  return Object.entries(said).flatMap(([field, value]) => {
    const inFile = textField(source, field);
    if (value === undefined || inFile === undefined || inFile === value) return [];
    return [source.problem([field], `the ${field} is "${inFile}" here and "${value}" on the command line`)];
  });
}

function readText(file: string, shown: string, before: readonly Problem[]): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const problem = { file: shown, line: 1, column: 1, message: fileErrorText(error) };
    throw new ProblemsFound([...before, problem], nothingDone);
  }
}

/** A text at the top of the file, where there is one. */
export function textField({ value }: YamlSource, field: string): string | undefined {
  const found = value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[field] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** Secrets come from elsewhere: `--set` would show them in the list of processes and in the shell's history. */
function secretArguments(
  given: YamlSource | ConnectionInput,
  asked: readonly string[],
  { parameters }: ConnectorDefinition,
): readonly Problem[] {
  const isSecret = (name: string): boolean => parameters[name]?.secret === true;
  const arguments_ = 'at' in given ? [] : Object.keys(given.parameters).filter(isSecret);
  const secrets = Object.keys(parameters).filter(isSecret);
  return [
    ...arguments_.map((name) => ({
      ...place,
      message: `the parameter "${name}" is secret and must not be an argument`,
      hint: `Write --secret ${name} and pipe the value in, or set ${secretVariable(name)}.`,
    })),
    ...asked
      .filter((name) => !isSecret(name))
      .map((name) => ({
        ...place,
        message: `--secret ${name} is no secret parameter`,
        hint: allowedHint(name, secrets),
      })),
  ];
}

/** Secret parameters that still need a value, for a terminal to ask. */
export function missingSecrets(
  given: YamlSource | ConnectionInput,
  { parameters }: ConnectorDefinition,
): readonly string[] {
  const value = ('at' in given ? given.value : given) as { readonly parameters?: object } | null | undefined;
  const present = value?.parameters ?? {};
  const isMissing = (name: string): boolean => parameters[name]?.default === undefined && !Object.hasOwn(present, name);
  return Object.keys(parameters).filter((name) => parameters[name]?.secret === true && isMissing(name));
}

/** Checks flags or file, completed by secrets, against the connector. Throws ProblemsFound with all that is wrong, `before` included. */
export function checkInput(
  given: YamlSource | ConnectionInput,
  options: ConnectionOptions,
  secrets: Readonly<Record<string, string>>,
  definition: ConnectorDefinition,
  before: readonly Problem[],
): CheckedConnection {
  const refused = [...before, ...secretArguments(given, options.secret ?? [], definition)];
  const checked = checkConnection(withSecrets(given, secrets), definition);
  const problems = checked.ok ? [] : checked.problems.map((problem) => withSecretHint(problem, definition));
  if (checked.ok && refused.length === 0) return checked.value;
  throw new ProblemsFound([...refused, ...problems], nothingDone);
}

function withSecrets(
  given: YamlSource | ConnectionInput,
  secrets: Readonly<Record<string, string>>,
): YamlSource | ConnectionInput {
  if (!('at' in given)) return { ...given, parameters: { ...given.parameters, ...secrets } };
  const value = given.value as { readonly parameters?: object } | null;
  if (value === null || typeof value !== 'object' || typeof value.parameters !== 'object') return given;
  return { ...given, value: { ...value, parameters: { ...secrets, ...value.parameters } } };
}

function withSecretHint(problem: Problem, { parameters }: ConnectorDefinition): Problem {
  const missing = /^the parameter "(.+)" is missing$/.exec(problem.message)?.[1];
  if (missing === undefined || parameters[missing]?.secret !== true) return problem;
  const how = `It is secret: write --secret ${missing} and pipe the value in, or set ${secretVariable(missing)}.`;
  return { ...problem, hint: `${problem.hint ?? ''} ${how}`.trim() };
}
