import type { Command } from 'commander';
import type { CheckedConnection, ConnectionInput } from '../../core/connector/check-connection.ts';
import type { Connection, ConnectorDefinition } from '../../core/connector/model.ts';
import { TributaryError } from '../../core/errors.ts';
import { validateYaml } from '../../core/validate.ts';
import type { YamlSource } from '../../core/yaml-source.ts';
import { getArtefact, getRegistration, listRegistrations } from '../../platform/catalogue.ts';
import type { EmbeddedPlatform } from '../../platform/embedded/platform.ts';
import connectionSchema from '../../schemas/config/connection.schema.json' with { type: 'json' };
import { action, addCommand, type Cli } from '../command.ts';
import {
  type ConnectionOptions,
  checkInput,
  inputOfFlags,
  missingSecrets,
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
  const given =
    options.file === undefined
      ? inputOfFlags(name, environment.tenant, options)
      : tenantChecked(context, sourceOfFile(io.cwd, name, options));
  await withSession(context, {}, async ({ platform }) => {
    const definition = await definitionFor(platform, given);
    const connectionName = 'at' in given ? (textField(given, 'name') ?? '') : given.name;
    const tenant = 'at' in given ? (textField(given, 'tenant') ?? environment.tenant) : environment.tenant;
    const before = await existing(platform, tenant, connectionName, options.replace === true);
    const kept = before?.connector === definition.name ? await platform.secrets.get(tenant, connectionName) : undefined;
    const missing = missingSecrets(given, definition).filter((key) => kept?.[key] === undefined);
    const secrets = { ...kept, ...(await readSecrets(io, secretNames(definition), options.secret ?? [], missing)) };
    const checked = inTenant(checkInput(given, options, secrets, definition), tenant, before);
    await storeConnection(platform, checked);
    report(context, checked, before !== undefined);
  });
  return undefined;
}

function secretNames({ parameters }: ConnectorDefinition): readonly string[] {
  return Object.keys(parameters).filter((name) => parameters[name]?.secret === true);
}

/** The file's tenant and --tenant must not differ. */
function tenantChecked({ environment, tenantGiven }: Context, source: YamlSource): YamlSource {
  const tenant = textField(source, 'tenant');
  if (tenant === undefined || !tenantGiven || tenant === environment.tenant) return source;
  const message = `the tenant is "${tenant}" here and "${environment.tenant}" on the command line`;
  throw new ProblemsFound([source.problem(['tenant'], message)], 'the connection was not stored.');
}

/** Throws ProblemsFound when the file is broken already without its connector, NotFound for a connector nobody knows. */
async function definitionFor(
  platform: EmbeddedPlatform,
  given: YamlSource | ConnectionInput,
): Promise<ConnectorDefinition> {
  const problems = 'at' in given ? validateYaml(given, connectionSchema) : [];
  const connector = 'at' in given ? textField(given, 'connector') : given.connector;
  const known = (await listRegistrations(platform)).map((registration) => registration.connector);
  if (connector === undefined || !known.includes(connector)) {
    if (problems.length > 0) throw new ProblemsFound(problems, 'the connection was not stored.');
    throw unknownName('connector', [connector ?? ''], known);
  }
  return (await getArtefact(platform, (await getRegistration(platform, connector)).digest)).definition;
}

/** The connection of that name. Throws InvalidInput when there is one that is not to be replaced. */
async function existing(
  platform: EmbeddedPlatform,
  tenant: string,
  name: string,
  replace: boolean,
): Promise<Connection | undefined> {
  const stored = (await platform.documents.get(tenant, 'connections', name))?.value as Connection | undefined;
  if (!stored || replace) return stored;
  throw new TributaryError('InvalidInput', {
    code: 'connection-exists',
    message: `There is a connection "${name}" already: give --replace to change it, or another name.`,
  });
}

/** A replaced connection stays paused. */
function inTenant(checked: CheckedConnection, tenant: string, before: Connection | undefined): CheckedConnection {
  return { ...checked, connection: { ...checked.connection, tenant, paused: before?.paused ?? false } };
}

function report(context: Context, { connection, secrets }: CheckedConnection, replaced: boolean): void {
  const { name, connector, schedule } = connection;
  context.answer({ connection, secrets: Object.keys(secrets), replaced }, () => [
    `Connection ${name} ${replaced ? 'is replaced' : 'is made'}: connector ${connector}, ${scheduleText(schedule)}.`,
    ...(replaced ? [] : [`Next: tributary run ${name}`]),
  ]);
}
