import type { Command } from 'commander';
import type { CheckedConnection, ConnectionInput } from '../../core/connector/check-connection.ts';
import type { Connection, ConnectorDefinition } from '../../core/connector/model.ts';
import { isNamed, messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { YamlSource } from '../../core/yaml-source.ts';
import { getArtefact, getRegistration, listRegistrations } from '../../platform/catalogue.ts';
import type { Platform } from '../../platform/ports.ts';
import { action, addCommand, type Cli } from '../command.ts';
import {
  type ConnectionOptions,
  checkInput,
  inputOfFlags,
  missingSecrets,
  shapeProblems,
  sourceOfFile,
  textField,
} from '../connection-input.ts';
import type { Context } from '../context.ts';
import { collect } from '../option-values.ts';
import { scheduleText } from '../output/schedule-text.ts';
import { ProblemsFound } from '../problems-found.ts';
import { readSecrets } from '../secret-input.ts';
import { withSession } from '../session.ts';
import { storeConnection } from '../store-connection.ts';
import { unknownName } from '../unknown-name.ts';

export function addConnectionAdd(group: Command, cli: Cli): void {
  const command = addCommand(group, 'add', {
    summary: 'make a connection: one account in an ERP',
    description:
      'Makes a connection from flags or from a file. Secret parameters are kept encrypted and are never arguments: give their names with --secret and pipe the value in (or be asked), or set TRIBUTARY_SECRET_<NAME>.',
    examples: [
      'connection add acme --connector demo-odata --set host=https://erp.example.com --set username=tributary --secret password --every 5m < password.txt',
      'connection add --file acme.yaml --replace',
    ],
    exits: ['notFound'],
  })
    .argument('[name]', 'its name; unless --file says')
    .option('--connector <name>', 'the connector it uses')
    .option('--set <name=value>', 'a parameter; can be repeated', collect)
    .option('--secret <name>', 'a secret parameter, piped in or asked for; can be repeated', collect)
    .option('--stream <name>', 'only this stream; can be repeated', collect)
    .option('--every <duration>', 'run by itself: 30s, 5m, 2h, 1d')
    .option('--cron <expression>', 'run by itself: five fields, such as "0 6 * * 1-5"')
    .option('--timezone <name>', 'of --cron, such as Europe/Oslo (default: UTC)')
    .option('--file <file>', 'a YAML file with all of this')
    .option('--replace', 'replace the connection of that name');
  action(cli, command, add);
}

async function add(context: Context, options: ConnectionOptions, name: string | undefined): Promise<undefined> {
  const { environment, io } = context;
  const { given, problems } =
    options.file === undefined
      ? inputOfFlags(name, environment.tenant, options)
      : sourceOfFile(io.cwd, name, context.tenantGiven ? environment.tenant : undefined, options);
  await withSession(context, {}, async (installation) => {
    const { platform } = installation;
    const definition = await definitionFor(platform, given, problems);
    const connectionName = 'at' in given ? (textField(given, 'name') ?? '') : given.name;
    const tenant = 'at' in given ? (textField(given, 'tenant') ?? environment.tenant) : environment.tenant;
    const before = (await platform.documents.get(tenant, 'connections', connectionName))?.value as
      | Connection
      | undefined;
    const taken = before !== undefined && options.replace !== true ? [nameTaken(connectionName)] : [];
    const kept = before?.connector === definition.name ? await platform.secrets.get(tenant, connectionName) : undefined;
    const missing = missingSecrets(given, definition).filter((key) => kept?.[key] === undefined);
    const read = await trySecrets(io, secretNames(definition), options.secret ?? [], missing);
    const all = [...problems, ...taken, ...read.problems];
    const checked = inTenant(checkInput(given, options, { ...kept, ...read.secrets }, definition, all), tenant, before);
    await installation.checkSchedule(checked.connection);
    const deploy = await installation.missingStack(definition.name);
    await storeConnection(platform, checked);
    report(context, checked, before !== undefined, deploy);
  });
  return undefined;
}

function secretNames({ parameters }: ConnectorDefinition): readonly string[] {
  return Object.keys(parameters).filter((name) => parameters[name]?.secret === true);
}

/** A secret that did not come is told with all else that is wrong. */
async function trySecrets(
  ...given: Parameters<typeof readSecrets>
): Promise<{ readonly secrets: Readonly<Record<string, string>>; readonly problems: readonly Problem[] }> {
  try {
    return { secrets: await readSecrets(...given), problems: [] };
  } catch (error) {
    if (!isNamed(error, 'InvalidInput')) throw error;
    return { secrets: {}, problems: [onCommandLine(messageOf(error))] };
  }
}

function onCommandLine(message: string, hint?: string): Problem {
  return { file: '(command line)', line: 1, column: 1, message, ...(hint === undefined ? {} : { hint }) };
}

function nameTaken(name: string): Problem {
  return onCommandLine(`there is a connection "${name}" already`, 'Give --replace to change it, or another name.');
}

/** Throws NotFound for a connector nobody knows, or ProblemsFound when more than that is wrong. */
async function definitionFor(
  platform: Platform,
  given: YamlSource | ConnectionInput,
  before: readonly Problem[],
): Promise<ConnectorDefinition> {
  const connector = 'at' in given ? textField(given, 'connector') : given.connector;
  const known = (await listRegistrations(platform)).map((registration) => registration.connector);
  if (connector === undefined || !known.includes(connector)) {
    const unknown = unknownName('connector', [connector ?? ''], known);
    const others = [...before, ...shapeProblems(given)];
    if (others.length === 0) throw unknown;
    const own = connector === undefined ? [] : [onCommandLine(unknown.message)];
    throw new ProblemsFound([...others, ...own], 'the connection was not stored.');
  }
  return (await getArtefact(platform, (await getRegistration(platform, connector)).digest)).definition;
}

/** A replaced connection stays paused. */
function inTenant(checked: CheckedConnection, tenant: string, before: Connection | undefined): CheckedConnection {
  return { ...checked, connection: { ...checked.connection, tenant, paused: before?.paused ?? false } };
}

function report(
  context: Context,
  { connection, secrets }: CheckedConnection,
  replaced: boolean,
  deploy: string | undefined,
): void {
  const { name, connector, schedule } = connection;
  context.answer({ connection, secrets: Object.keys(secrets), replaced, deploy: deploy ?? null }, () => [
    `Connection ${name} ${replaced ? 'is replaced' : 'is made'}: connector ${connector}, ${scheduleText(schedule)}.`,
    ...(deploy === undefined ? [] : [`Its connector has no stack yet that could run it. Run: ${deploy}`]),
    ...(replaced ? [] : [`${deploy === undefined ? 'Next' : 'Then'}: ${context.next(`run ${name}`)}`]),
  ]);
}
