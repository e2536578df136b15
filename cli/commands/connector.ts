import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { getArtefact, getRegistration, listRegistrations } from '../../platform/catalogue.ts';
import { action, addCommand, addGroup, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { checkFolder, loadConnector } from '../load-connector.ts';
import { artefactLines } from '../output/artefact-lines.ts';
import { shellWord } from '../output/shell-word.ts';
import { tableLines } from '../output/table.ts';
import { momentText } from '../output/time-text.ts';
import { ProblemsFound } from '../problems-found.ts';
import { withSession } from '../session.ts';
import { unknownName } from '../unknown-name.ts';

/** `connector list|check|add|show`. */
export function addConnector(program: Command, cli: Cli): void {
  const group = addGroup(
    program,
    'connector',
    'check, register and show connectors (one ERP’s API each)',
    'check connectors/catalog/demo-odata',
  );
  action(
    cli,
    addCommand(group, 'list', {
      summary: 'list the registered connectors',
      examples: ['connector list'],
      exits: ['notFound'],
    }),
    list,
  );
  const check = addCommand(group, 'check', {
    summary: 'check folders without registering them',
    description:
      'Checks connector.yaml, the source schemas and the mappings beside it, and says everything that is wrong, each with file, line and column. Needs no data directory.',
    opensNothing: true,
    examples: ['connector check connectors/catalog/demo-odata', 'connector check connectors/catalog/*'],
  }).argument('<folder...>', 'folders that hold a connector.yaml');
  action(cli, check, checkAll);
  const add = addCommand(group, 'add', {
    summary: 'check a folder and register it as a connector',
    description:
      'Checks, compiles and stores the connector as an immutable artefact. Runs that begin from now on use it; a run that is under way stays with its own.',
    examples: ['connector add connectors/catalog/demo-odata'],
  }).argument('<folder>', 'the folder that holds connector.yaml');
  action(cli, add, register);
  const show = addCommand(group, 'show', {
    summary: 'show parameters and streams of a registered connector',
    examples: ['connector show demo-odata'],
    exits: ['notFound'],
  }).argument('<name>', 'its name ("tributary connector list")');
  action(cli, show, showConnector);
}

async function list(context: Context): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const registrations = await listRegistrations(platform);
    const known = await Promise.all(
      registrations.map(async (registration) => {
        const { definition } = await getArtefact(platform, registration.digest);
        return { ...registration, title: definition.title, streams: Object.keys(definition.streams) };
      }),
    );
    const columns = [
      { title: 'connector' },
      { title: 'number' },
      { title: 'streams' },
      { title: 'registered' },
      { title: 'title', shrink: true },
    ];
    const rows = known.map(({ connector, number, streams, registeredAt, title }) => [
      connector,
      number,
      streams.length,
      momentText(registeredAt),
      title,
    ]);
    context.answer(known, () =>
      known.length === 0
        ? ['No connector yet: "tributary connector add <folder>" registers one.']
        : tableLines(columns, rows, context.io.columns),
    );
  });
  return undefined;
}

async function checkAll(context: Context, _options: object, folders: readonly string[]): Promise<undefined> {
  const checked = folders.map((folder) => ({ folder, result: checkFolder(context.io.cwd, folder) }));
  const problems = checked.flatMap(({ result }) => (result.ok ? [] : result.problems));
  if (problems.length > 0) throw new ProblemsFound(problems, 'mend them and check again.');
  const sound = checked.flatMap(({ folder, result }) => (result.ok ? [{ folder, artefact: result.value }] : []));
  const documents = sound.map(({ folder, artefact }) => ({
    folder,
    connector: artefact.definition.name,
    digest: artefact.digest,
    streams: Object.keys(artefact.definition.streams),
  }));
  context.answer({ ok: true, connectors: documents }, () =>
    documents.map(({ folder, streams }) => `${folder}: ${streams.length} streams, no problem`),
  );
  return undefined;
}

async function register(context: Context, _options: object, folder: string): Promise<undefined> {
  const artefact = loadConnector(context.io.cwd, folder);
  await withSession(context, { create: true }, async (installation) => {
    const { registration, isNew } = await installation.addConnector(artefact);
    const { connector, number } = registration;
    const deploy = await installation.missingStack(connector);
    const next = context.next(`connection add <name> --connector ${connector} --set …`);
    context.answer({ ...registration, isNew, deploy: deploy ?? null }, () => [
      isNew
        ? `Connector ${connector} is registered (number ${number}, ${Object.keys(artefact.definition.streams).length} streams).`
        : `Connector ${connector} is registered already exactly like this (number ${number}): nothing changed.`,
      ...(deploy === undefined
        ? []
        : [`It has no stack of its own yet. Run: ${deployCommand(folder, connector, deploy)}`]),
      ...(number === 1 && isNew ? [`${deploy === undefined ? 'Next' : 'Then'}: ${next}`] : []),
    ]);
  });
  return undefined;
}

/** The stacks are made of the catalogue's folders, so that one from elsewhere has to be put there first. */
function deployCommand(folder: string, connector: string, deploy: string): string {
  const inCatalogue = `connectors/catalog/${connector}`;
  const known = existsSync(fileURLToPath(new URL(`../../${inCatalogue}`, import.meta.url)));
  return known ? deploy : `cp -r ${shellWord(folder)} ${inCatalogue} && ${deploy}`;
}

async function showConnector(context: Context, _options: object, name: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const known = (await listRegistrations(platform)).map((registration) => registration.connector);
    if (!known.includes(name)) throw unknownName('connector', [name], known);
    const registration = await getRegistration(platform, name);
    const artefact = await getArtefact(platform, registration.digest);
    context.answer({ registration, definition: artefact.definition }, () =>
      artefactLines(artefact, registration, context.style, context.io.columns),
    );
  });
  return undefined;
}
