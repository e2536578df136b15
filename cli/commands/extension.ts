import type { Command } from 'commander';
import { TributaryError } from '../../core/errors.ts';
import type { ExtensionArtefact } from '../../core/extension/model.ts';
import { emptyExtension, getExtension, presentExtension, registerExtension } from '../../platform/extensions.ts';
import { action, addCommand, addGroup, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { loadExtension } from '../load-extension.ts';
import { extensionLines } from '../output/extension-lines.ts';
import { withSession } from '../session.ts';

const about =
  'An extension is a folder: fields/<entity>.schema.json, entities/<name>.schema.json, mappings/<connector>/<stream>.map.yaml (docs/entities.md).';

/** `extension check|add|show|remove`. */
export function addExtension(program: Command, cli: Cli): void {
  const group = addGroup(
    program,
    'extension',
    "a tenant's own fields and entities, as data",
    'add extensions/nordverk --tenant nordverk',
  );
  const check = addCommand(group, 'check', {
    summary: 'check a folder without registering it',
    description: `Checks schemas and mappings against the connectors that are registered, and says everything that is wrong, each with file, line and column. ${about}`,
    examples: ['extension check extensions/nordverk'],
    exits: ['notFound'],
  }).argument('<folder>', 'the folder of the extension');
  action(cli, check, checkOne);
  const add = addCommand(group, 'add', {
    summary: 'check a folder and register it for the tenant',
    description: `Checks and stores the extension as an immutable artefact, in place of the one the tenant has. Runs that begin from now on use it. ${about}`,
    examples: ['extension add extensions/nordverk --tenant nordverk'],
    exits: ['notFound'],
  }).argument('<folder>', 'the folder of the extension');
  action(cli, add, addOne);
  const show = addCommand(group, 'show', {
    summary: "show the tenant's own fields and entities, and what fills them",
    examples: ['extension show --tenant nordverk'],
    exits: ['notFound'],
  });
  action(cli, show, showOne);
  const remove = addCommand(group, 'remove', {
    summary: "take the tenant's extension away",
    description:
      'Runs that begin from now on go without it: own fields leave their records, and own entities are told as deleted, when the records are read again.',
    examples: ['extension remove --tenant nordverk'],
    exits: ['notFound'],
  });
  action(cli, remove, removeOne);
}

function counted({ fields, entities, streams }: ExtensionArtefact): string {
  const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
  const own = count(Object.keys(entities).length, 'own entity', 'own entities');
  const extended = count(Object.keys(fields).length, 'entity', 'entities');
  return `${own}, own fields on ${extended}, ${count(Object.keys(streams).length, 'stream', 'streams')}`;
}

async function checkOne(context: Context, _options: object, folder: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const artefact = await loadExtension(platform, context.io.cwd, folder, 'mend them and check again.');
    context.answer({ ok: true, digest: artefact.digest, streams: Object.keys(artefact.streams) }, () => [
      `${folder}: ${counted(artefact)}, no problem`,
    ]);
  });
  return undefined;
}

async function addOne(context: Context, _options: object, folder: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const artefact = await loadExtension(platform, context.io.cwd, folder, 'the extension was not registered.');
    const { tenant } = context.environment;
    const { registration, isNew } = await registerExtension(platform, tenant, artefact, platform.clock.now());
    context.answer({ ...registration, isNew }, () =>
      isNew
        ? [
            `The extension of tenant ${tenant} is registered (number ${registration.number}): ${counted(artefact)}.`,
            `Records that are stored already get it when they are read again: ${context.next('run <connection> --full')}`,
          ]
        : [`The extension of tenant ${tenant} is registered already exactly like this: nothing changed.`],
    );
  });
  return undefined;
}

async function showOne(context: Context): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const { tenant } = context.environment;
    const registration = await presentExtension(platform, tenant);
    if (!registration || registration.digest === emptyExtension.digest) throw noExtension(tenant);
    const { artefact } = await getExtension(platform, registration);
    const { fields, entities, streams } = artefact;
    context.answer({ registration, fields, entities, streams }, () =>
      extensionLines(artefact, registration, context.style, context.io.columns),
    );
  });
  return undefined;
}

async function removeOne(context: Context): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const { tenant } = context.environment;
    const present = await presentExtension(platform, tenant);
    if (!present || present.digest === emptyExtension.digest) throw noExtension(tenant);
    const { registration } = await registerExtension(platform, tenant, emptyExtension, platform.clock.now());
    context.answer(registration, () => [
      `Tenant ${tenant} has no extension any more.`,
      `Its records change when they are read again: ${context.next('run <connection> --full')}`,
    ]);
  });
  return undefined;
}

function noExtension(tenant: string): TributaryError {
  const message = `Tenant "${tenant}" has no extension: "tributary extension add <folder>" registers one.`;
  return new TributaryError('NotFound', { code: 'extension-unknown', message });
}
