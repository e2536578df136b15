import connectionSchema from '../../schemas/config/connection.schema.json' with { type: 'json' };
import { allowedHint } from '../did-you-mean.ts';
import { byPlace, type Checked, type Problem } from '../problem.ts';
import { validateYaml } from '../validate.ts';
import { parseYaml, type YamlSource } from '../yaml-source.ts';
import { matchesWhole } from './check-placeholders.ts';
import type { Connection, ConnectorDefinition, Schedule } from './model.ts';

/** What a connection file says (schemas/config/connection.schema.json). */
export type ConnectionInput = {
  readonly name: string;
  readonly connector: string;
  readonly tenant?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly schedule?: Schedule;
  readonly streams?: readonly string[];
};

/** A connection ready to be stored; its secret parameters go to the secret store. Defaults are filled in. */
export type CheckedConnection = { readonly connection: Connection; readonly secrets: Readonly<Record<string, string>> };

function checkParameters(
  source: YamlSource,
  input: ConnectionInput,
  { parameters }: ConnectorDefinition,
): readonly Problem[] {
  const names = Object.keys(parameters);
  const unknown = Object.keys(input.parameters).filter((name) => !Object.hasOwn(parameters, name));
  const missing = names.filter(
    (name) => !Object.hasOwn(input.parameters, name) && parameters[name]?.default === undefined,
  );
  const malformed = names.filter((name) => {
    const [value, pattern] = [input.parameters[name], parameters[name]?.pattern];
    return value !== undefined && (value === '' || (pattern !== undefined && !matchesWhole(pattern, value)));
  });
  return [
    ...unknown.map((name) =>
      source.problem(['parameters', name], `the connector has no parameter "${name}"`, allowedHint(name, names), 'key'),
    ),
    ...missing.map((name) =>
      source.problem(
        ['parameters'],
        `the parameter "${name}" is missing`,
        `It is the ${parameters[name]?.title}.`,
        'key',
      ),
    ),
    ...malformed.map((name) => {
      const pattern = parameters[name]?.pattern;
      const hint = pattern === undefined ? 'It must not be empty.' : `It must match ${pattern}`;
      return source.problem(
        ['parameters', name],
        `the parameter "${name}" (${parameters[name]?.title}) is malformed`,
        hint,
      );
    }),
  ];
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** Lowest and greatest value of each of cron's fields. */
const cronFields = [
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['day of the month', 1, 31],
  ['month', 1, 12],
  ['day of the week', 0, 7],
] as const;

function cronProblem(cron: string): string | undefined {
  const fields = cron.trim().split(/ +/);
  // The schema says how many there must be.
  if (fields.length !== cronFields.length) return undefined;
  for (const [index, [name, low, high]] of cronFields.entries()) {
    for (const part of (fields[index] ?? '').split(',')) {
      const match =
        /^(?:\*|\?|L|[A-Za-z]{3}(?:-[A-Za-z]{3})?|(\d{1,2})(?:-(\d{1,2}))?|\d?#?\d?L?)(?:\/([1-9]\d?))?$/.exec(part);
      const numbers = [match?.[1], match?.[2]].filter((number) => number !== undefined).map(Number);
      if (part === '' || !match || numbers.some((number) => number < low || number > high))
        return `the ${name} "${part}" is not between ${low} and ${high}, * or a step such as */5`;
    }
  }
  return undefined;
}

function checkSchedule(source: YamlSource, schedule: Schedule | undefined): readonly Problem[] {
  if (schedule === undefined || 'every' in schedule) return [];
  const { cron, timezone } = schedule;
  const wrong = cronProblem(cron);
  const zone = timezone === undefined || isTimeZone(timezone);
  return [
    ...(wrong === undefined ? [] : [source.problem(['schedule', 'cron'], `schedule.cron: ${wrong}`)]),
    ...(zone
      ? []
      : [
          source.problem(
            ['schedule', 'timezone'],
            `"${timezone}" is no time zone`,
            'Write an IANA name such as Europe/Oslo.',
          ),
        ]),
  ];
}

function checkStreams(source: YamlSource, input: ConnectionInput, definition: ConnectorDefinition): readonly Problem[] {
  const known = Object.keys(definition.streams);
  return (input.streams ?? []).flatMap((stream, index) => {
    if (known.includes(stream)) return [];
    return [source.problem(['streams', index], `the connector has no stream "${stream}"`, allowedHint(stream, known))];
  });
}

function toConnection(input: ConnectionInput, definition: ConnectorDefinition): CheckedConnection {
  const parameters: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const [name, { secret, default: fallback }] of Object.entries(definition.parameters)) {
    const value = input.parameters[name] ?? fallback;
    if (value !== undefined) (secret ? secrets : parameters)[name] = value;
  }
  const { name, connector, tenant = 'default', schedule, streams } = input;
  const optional = { ...(schedule ? { schedule } : {}), ...(streams ? { streams } : {}) };
  return { connection: { tenant, name, connector, parameters, ...optional, paused: false }, secrets };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isTextMap = (value: unknown): boolean =>
  isMap(value) && Object.values(value).every((item) => typeof item === 'string');
const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string');

/**
 * Checks a connection against its connector. A plain object is one made of command-line flags; its problems are placed in
 * `(command line)`. Says never what a parameter's value is.
 */
export function checkConnection(
  given: YamlSource | ConnectionInput,
  definition: ConnectorDefinition,
): Checked<CheckedConnection> {
  const source = 'at' in given ? given : parseYaml('(command line)', JSON.stringify(given));
  const problems = validateYaml(source, connectionSchema);
  const input = (isMap(source.value) ? source.value : {}) as ConnectionInput;
  // A part that is not even of the right shape has been told; the others are checked all the same.
  if (isTextMap(input.parameters)) problems.push(...checkParameters(source, input, definition));
  if (isTextMap(input.schedule)) problems.push(...checkSchedule(source, input.schedule));
  if (isTextList(input.streams)) problems.push(...checkStreams(source, input, definition));
  if (typeof input.connector === 'string' && input.connector !== definition.name)
    problems.push(
      source.problem(['connector'], `this is the connector "${definition.name}", not "${input.connector}"`),
    );
  return problems.length > 0
    ? { ok: false, problems: problems.sort(byPlace) }
    : { ok: true, value: toConnection(input, definition) };
}
