import type { Command } from 'commander';
import { entitySchemas } from '../../core/entities.ts';
import { TributaryError } from '../../core/errors.ts';
import { normaliseIdentifier } from '../../core/identifiers.ts';
import { listConnections } from '../../platform/catalogue.ts';
import { ownEntities } from '../../platform/extensions.ts';
import type { Platform, StoredRecord } from '../../platform/ports.ts';
import { action, addCommand, addGroup, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { warnOfEmptyTenant } from '../empty-tenant.ts';
import { positiveInteger } from '../option-values.ts';
import { tableLines } from '../output/table.ts';
import { withSession } from '../session.ts';
import { unknownName } from '../unknown-name.ts';
import { addRecordsCompare } from './records-compare.ts';

type ListOptions = {
  readonly connection?: string;
  readonly stream?: string;
  readonly entity?: string;
  readonly limit: number;
};

/** `records list|show|compare`. */
export function addRecords(program: Command, cli: Cli): void {
  const group = addGroup(program, 'records', 'look at the stored, normalised records', 'list --limit 5');
  const list = addCommand(group, 'list', {
    summary: 'list stored records, stream by stream in key order',
    examples: ['records list', 'records list --connection demo --entity supplier-invoice --limit 5'],
    exits: ['notFound'],
  })
    .option('--connection <name>', 'only of this connection')
    .option('--stream <name>', 'only of this stream')
    .option('--entity <name>', 'only records that are mapped to this entity')
    .option('--limit <n>', 'how many at most', positiveInteger, 20);
  action(cli, list, listRecords);
  const show = addCommand(group, 'show', {
    summary: 'show one record with its entities, or all that carry an identifier',
    examples: ['records show demo business-partners 1000001', 'records show --identifier vat:SE556677889901'],
    exits: ['notFound'],
  })
    .argument('[connection]')
    .argument('[stream]')
    .argument('[key]', 'as "tributary records list" shows it')
    .option('--identifier <scheme:value>', 'a number it is known by: vat:…, gtin:…, invoice-no:<vat>:<number>, …');
  action(cli, show, showRecord);
  addRecordsCompare(group, cli);
}

async function listRecords(context: Context, options: ListOptions): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const own = await ownEntities(platform, context.environment.tenant);
    const entities = [...Object.keys(entitySchemas), ...own];
    if (options.entity !== undefined && !entities.includes(options.entity))
      throw unknownName('entity', [options.entity], entities);
    await warnOfEmptyTenant(context, platform);
    const streams = await chooseStreams(platform, context.environment.tenant, options);
    const found: StoredRecord[] = [];
    for (const stream of streams)
      found.push(...(await take(platform, stream, options.entity, options.limit - found.length)));
    const total = streams.reduce((sum, stream) => sum + stream.records, 0);
    context.answer(found, () => [
      ...recordLines(found, context.io.columns),
      ...(found.length === options.limit && found.length < total && options.entity === undefined
        ? [`… ${found.length} of ${total}; --limit shows more`]
        : []),
    ]);
  });
  return undefined;
}

type Stream = Awaited<ReturnType<Platform['records']['streams']>>[number];

async function chooseStreams(
  platform: Platform,
  tenant: string,
  { connection, stream }: ListOptions,
): Promise<readonly Stream[]> {
  const all = await platform.records.streams(tenant);
  const ofConnection = all.filter((one) => connection === undefined || one.connection === connection);
  const known = (name: 'connection' | 'stream', of: readonly Stream[]): string[] => [
    ...new Set(of.map((one) => one[name])),
  ];
  if (connection !== undefined && ofConnection.length === 0) {
    const made = (await listConnections(platform, tenant)).map(({ name }) => name);
    const names = [...new Set([...made, ...known('connection', all)])];
    if (!made.includes(connection)) throw unknownName('connection', [connection], names, `of tenant "${tenant}"`);
    if (stream === undefined) return [];
  }
  const chosen = ofConnection.filter((one) => stream === undefined || one.stream === stream);
  if (stream !== undefined && chosen.length === 0)
    throw unknownName('stream', [stream], known('stream', ofConnection), 'with records');
  return chosen;
}

const page = 500;

async function take(
  platform: Platform,
  stream: Stream,
  entity: string | undefined,
  limit: number,
): Promise<readonly StoredRecord[]> {
  const found: StoredRecord[] = [];
  let after: string | undefined;
  while (found.length < limit) {
    const size = entity === undefined ? Math.min(page, limit - found.length) : page;
    const records = await platform.records.scan(stream, after, size);
    found.push(
      ...records.filter((record) => entity === undefined || record.entities.some((one) => one.entity === entity)),
    );
    if (records.length < size) break;
    after = records.at(-1)?.key;
  }
  return found.slice(0, Math.max(0, limit));
}

function recordLines(records: readonly StoredRecord[], width: number): readonly string[] {
  if (records.length === 0) return ['No record: "tributary run <connection>" fetches some.'];
  const columns = [
    { title: 'connection' },
    { title: 'stream' },
    { title: 'key', align: 'left' },
    { title: 'entity' },
    { title: 'what', shrink: true },
  ] as const;
  const rows = records.flatMap(({ connection, stream, key, entities }) =>
    entities.map(({ entity, body }) => [connection, stream, key, entity, summaryOf(body)]),
  );
  return tableLines(columns, rows, width);
}

/** What a person knows the entity by: its number, its name, or who it is from. */
function summaryOf(body: object): string {
  const { number, name, seller } = body as Readonly<Record<string, unknown>>;
  const from = seller !== null && typeof seller === 'object' && 'name' in seller ? seller.name : undefined;
  const known = [number, name, from].filter((part) => typeof part === 'string');
  return known.length > 0 ? known.join('  ') : JSON.stringify(body);
}

async function showRecord(
  context: Context,
  { identifier }: { readonly identifier?: string },
  connection?: string,
  stream?: string,
  key?: string,
): Promise<undefined> {
  const { tenant } = context.environment;
  const by = identifier === undefined ? undefined : parseIdentifier(identifier);
  if (by === undefined && key === undefined)
    throw malformed('Name connection, stream and key of the record, or give --identifier scheme:value.');
  if (by !== undefined && connection !== undefined)
    throw malformed('Give either connection, stream and key, or --identifier.');
  await withSession(context, {}, async ({ platform }) => {
    const records = by
      ? await platform.records.byIdentifier(tenant, by)
      : [await platform.records.read({ tenant, connection: connection ?? '', stream: stream ?? '' }, key ?? '')];
    const found = records.filter((record) => record !== undefined);
    if (found.length === 0)
      throw notFound(by ? `with the identifier ${by.scheme}:${by.value}` : `${connection}/${stream}/${key}`);
    context.answer(by ? found : found[0], () => found.flatMap(detailLines));
  });
  return undefined;
}

function parseIdentifier(text: string): { readonly scheme: string; readonly value: string } {
  const at = text.indexOf(':');
  if (at < 1 || at === text.length - 1)
    throw malformed(`"${text}" is no identifier: write scheme:value, such as vat:SE556677889901.`);
  return normaliseIdentifier({ scheme: text.slice(0, at), value: text.slice(at + 1) });
}

function detailLines({ connection, stream, key, revision, entities }: StoredRecord): readonly string[] {
  return [
    `${connection}/${stream}/${key}  revision ${revision}`,
    ...entities.flatMap(({ entity, id, body }) => ['', `${entity} ${id}`, JSON.stringify(body, undefined, 2)]),
  ];
}

function malformed(message: string): TributaryError {
  return new TributaryError('InvalidInput', { code: 'usage', message });
}

function notFound(what: string): TributaryError {
  const message = `There is no record ${what}: "tributary records list" shows those there are.`;
  return new TributaryError('NotFound', { code: 'record-unknown', message });
}
