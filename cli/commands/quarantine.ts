import type { Command } from 'commander';
import { TributaryError } from '../../core/errors.ts';
import type { Platform } from '../../platform/ports.ts';
import {
  countQuarantined,
  deleteQuarantined,
  getQuarantined,
  listQuarantined,
  type QuarantinedRecord,
} from '../../transformer/quarantine/quarantine.ts';
import { replayQuarantined } from '../../transformer/quarantine/replay.ts';
import { action, addCommand, addGroup, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { demandConnection } from '../demand-connection.ts';
import { warnOfEmptyTenant } from '../empty-tenant.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Installation } from '../installation.ts';
import { positiveInteger } from '../option-values.ts';
import { indentedJson } from '../output/indented-json.ts';
import { tableLines } from '../output/table.ts';
import { momentText } from '../output/time-text.ts';
import { withSession } from '../session.ts';

type Quarantined = { readonly id: string; readonly record: QuarantinedRecord };
type ListOptions = { readonly connection?: string; readonly limit: number };
type ReplayOptions = { readonly all?: boolean; readonly connection?: string };

/**
 * Records in memory at a time, a few kilobytes each. A page is in the order of keys, and so spread over all raw batches: the
 * larger it is, the more records of one batch are replayed together.
 */
const pageSize = 5_000;

/** `quarantine list|show|replay|drop`. */
export function addQuarantine(program: Command, cli: Cli): void {
  const group = addGroup(program, 'quarantine', 'look at, replay and drop records that could not be processed', 'list');
  const list = addCommand(group, 'list', {
    summary: 'list records in quarantine with the reason',
    examples: ['quarantine list', 'quarantine list --connection demo'],
    exits: ['notFound'],
  })
    .option('--connection <name>', 'only of this connection')
    .option('--limit <n>', 'how many at most', positiveInteger, 50);
  action(cli, list, listRecords);
  const show = addCommand(group, 'show', {
    summary: 'show one record in quarantine with the text the ERP sent',
    examples: ['quarantine show demo/projects/P-1001'],
    exits: ['notFound'],
  }).argument('<id>', '<connection>/<stream>/<key>, as "quarantine list" shows it');
  action(cli, show, showRecord);
  const replay = addCommand(group, 'replay', {
    summary: 'process records again with the present mapping',
    description:
      'Processes records again with the connector’s present mapping, at the position they were read: newer data that has arrived since is never overwritten. Mend the mapping and run "connector add" first.',
    examples: [
      'quarantine replay demo/projects/P-1001',
      'quarantine replay --connection demo',
      'quarantine replay --all',
    ],
    exits: ['unsuccessful', 'notFound'],
  })
    .argument('[id...]', 'as "quarantine list" shows them')
    .option('--all', 'all that are in quarantine')
    .option('--connection <name>', 'all of this connection');
  action(cli, replay, replayRecords);
  const drop = addCommand(group, 'drop', {
    summary: 'forget records in quarantine',
    examples: ['quarantine drop demo/projects/P-1001'],
    exits: ['notFound'],
  }).argument('<id...>', 'as "quarantine list" shows them');
  action(cli, drop, dropRecords);
}

async function listRecords(context: Context, { connection, limit }: ListOptions): Promise<undefined> {
  const { tenant } = context.environment;
  await withSession(context, {}, async ({ platform }) => {
    await warnOfEmptyTenant(context, platform);
    await demandKnown(platform, tenant, connection);
    const prefix = connection === undefined ? {} : { prefix: `${connection}/` };
    const found = await listQuarantined(platform.documents, tenant, { ...prefix, limit });
    const total = await countQuarantined(platform.documents, {
      tenant,
      ...(connection === undefined ? {} : { connection }),
    });
    const documents = found.map(({ id, record: { text: _text, ...record } }) => ({ id, ...record }));
    context.answer({ total, records: documents }, () => listLines(found, total, context.io.columns));
  });
  return undefined;
}

/** Records of a connection that was removed may still be in quarantine. Throws NotFound. */
async function demandKnown(platform: Platform, tenant: string, connection: string | undefined): Promise<void> {
  if (connection === undefined) return;
  if ((await countQuarantined(platform.documents, { tenant, connection })) > 0) return;
  await demandConnection(platform, tenant, connection);
}

function listLines(found: readonly Quarantined[], total: number, width: number): readonly string[] {
  if (total === 0) return ['Nothing is in quarantine.'];
  const columns = [{ title: 'id' }, { title: 'why' }, { title: 'reason', shrink: true }];
  const rows = found.map(({ id, record }) => [id, record.code, record.reason]);
  const more = total > found.length ? [`… ${found.length} of ${total}; --limit shows more`] : [];
  return [...tableLines(columns, rows, width), ...more];
}

async function showRecord(context: Context, _options: object, id: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const record = await getQuarantined(platform.documents, context.environment.tenant, id);
    context.answer({ id, ...record }, () => [
      `${id}  ${record.code}`,
      `  reason    ${record.reason}`,
      `  read      ${momentText(record.at)}, run ${record.connection}/${record.run}, batch ${record.batch}, record ${record.index + 1}`,
      `  mapping   version ${record.mappingVersion} of ${record.connector}`,
      '  as the ERP sent it:',
      indentedJson(record.text),
    ]);
  });
  return undefined;
}

async function replayRecords(context: Context, options: ReplayOptions, ids: readonly string[]): Promise<ExitCode> {
  const ways = [ids.length > 0, options.all === true, options.connection !== undefined].filter(Boolean).length;
  if (ways !== 1)
    throw new TributaryError('InvalidInput', {
      code: 'usage',
      message: 'Say what to replay: ids, --connection <name>, or --all.',
    });
  return withSession(context, {}, async (installation) => {
    await demandKnown(installation.platform, context.environment.tenant, options.connection);
    const [replayed, failed] = await replayAll(context, installation, options, ids);
    context.say(
      replayed + failed === 0
        ? 'Nothing is in quarantine there.'
        : `${replayed} of ${replayed + failed} records went through${failed === 0 ? '.' : `; ${failed} stay in quarantine.`}`,
    );
    context.emit({ type: 'result', replayed, failed });
    return failed === 0 ? exitCodes.done : exitCodes.unsuccessful;
  });
}

async function replayAll(
  context: Context,
  installation: Installation,
  options: ReplayOptions,
  ids: readonly string[],
): Promise<readonly [replayed: number, failed: number]> {
  let [replayed, failed] = [0, 0];
  for await (const page of chosen(installation, context.environment.tenant, options, ids)) {
    if (context.io.signal.aborted) break;
    const results = await replayQuarantined(
      installation.services,
      page.map(({ record }) => record),
    );
    for (const [index, result] of results.entries()) {
      const id = page[index]?.id ?? '';
      context.emit({ type: 'replayed', id, ...result });
      context.say(result.ok ? `${id}: ${result.became}` : `${id}: ${result.reason} (${result.code})`);
      if (result.ok) replayed += 1;
      else failed += 1;
    }
  }
  return [replayed, failed];
}

/** Page by page in the order of their ids, so that one that comes back to its place is not met again. */
async function* chosen(
  { platform }: Installation,
  tenant: string,
  { connection }: ReplayOptions,
  ids: readonly string[],
): AsyncGenerator<readonly Quarantined[]> {
  if (ids.length > 0)
    return yield await Promise.all(
      ids.map(async (id) => ({ id, record: await getQuarantined(platform.documents, tenant, id) })),
    );
  const prefix = connection === undefined ? {} : { prefix: `${connection}/` };
  for (let last: string | undefined; ; ) {
    const after = last === undefined ? {} : { after: last };
    const page = await listQuarantined(platform.documents, tenant, { ...prefix, ...after, limit: pageSize });
    yield page;
    if (page.length < pageSize) return;
    last = page.at(-1)?.id;
  }
}

async function dropRecords(context: Context, _options: object, ids: readonly string[]): Promise<undefined> {
  const { tenant } = context.environment;
  await withSession(context, {}, async ({ platform }) => {
    const records = await Promise.all(ids.map((id) => getQuarantined(platform.documents, tenant, id)));
    for (const record of records) await deleteQuarantined(platform.documents, record, record.key);
    context.answer({ dropped: ids }, () => [
      `${ids.length === 1 ? '1 record' : `${ids.length} records`} dropped from quarantine.`,
    ]);
  });
  return undefined;
}
