import { type Command, Option } from 'commander';
import { allowedHint } from '../../core/did-you-mean.ts';
import { entitySchemas } from '../../core/entities.ts';
import { TributaryError } from '../../core/errors.ts';
import { entitySchemaOf } from '../../core/extension/extended-schema.ts';
import { listConnections } from '../../platform/catalogue.ts';
import { emptyExtension, getExtension, presentExtension } from '../../platform/extensions.ts';
import type { Platform } from '../../platform/ports.ts';
import { compareRecords } from '../../transformer/compare/compare.ts';
import type { CompareDeps, Question } from '../../transformer/compare/comparison.ts';
import {
  type ComparisonSummary,
  type Discrepancy,
  type DiscrepancyKind,
  discrepancyKinds,
} from '../../transformer/compare/discrepancy.ts';
import { entityFields } from '../../transformer/compare/entity-fields.ts';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { positiveInteger } from '../option-values.ts';
import { comparisonLines } from '../output/comparison-lines.ts';
import { withSession } from '../session.ts';
import { unknownName } from '../unknown-name.ts';

type Options = {
  readonly left: string;
  readonly right: string;
  readonly fields?: string;
  readonly matchBy?: string;
  readonly only?: DiscrepancyKind;
  readonly limit?: number;
};

const shownAtOnce = 20;

/** `records compare <entity>`. */
export function addRecordsCompare(group: Command, cli: Cli): void {
  const command = addCommand(group, 'compare', {
    summary: 'compare the same business objects in two connections',
    description: `Finds the same objects in two connections of a tenant by their identifiers (docs/compare.md says which, per entity) and shows what differs: values, objects that only one of them has, groups that cannot be told apart, and objects without any identifier. Compared is what both connections' mappings fill, by its canonical value. Exit code 0 when all objects are equal, 1 when anything else was found; with --only, anything of that kind. With --json, one line per discrepancy and at last a summary.`,
    examples: [
      'records compare party --left demo --right nordic',
      'records compare supplier-invoice --left demo --right nordic --only differing --fields totals,dueDate',
      'records compare item --left demo --right nordic --json > discrepancies.ndjson',
    ],
    exits: ['unsuccessful', 'notFound'],
  })
    .argument('<entity>', 'party, item, project, supplier-invoice, …')
    .requiredOption('--left <connection>', 'the one connection')
    .requiredOption('--right <connection>', 'the other connection')
    .option('--fields <list>', 'only these fields, separated by commas; also those that are usually left out')
    .option('--match-by <field>', 'a field that is the same in both, such as number, where no identifier tells')
    .addOption(new Option('--only <kind>', 'only discrepancies of this kind').choices(discrepancyKinds))
    .option(
      '--limit <n>',
      `how many of each kind at most (default: ${shownAtOnce}, or all with --json)`,
      positiveInteger,
    );
  action(cli, command, compare);
}

async function compare(context: Context, options: Options, entity: string): Promise<ExitCode> {
  const { left, right } = options;
  if (left === right) throw malformed(`Both sides are "${left}": name two connections.`);
  const kinds = options.only === undefined ? discrepancyKinds : [options.only];
  const summary = await withSession(context, {}, async ({ platform, services }) => {
    const { tenant } = context.environment;
    const question = questionOf(context, options, entity, await demandSchema(platform, tenant, entity));
    await demandConnections(platform, tenant, [left, right]);
    return show(context, services, question);
  });
  return found(summary, kinds) === 0 ? exitCodes.done : exitCodes.unsuccessful;
}

function questionOf(context: Context, options: Options, entity: string, schema: object): Question {
  const { left, right, matchBy, only, limit } = options;
  const fields = options.fields?.split(',').map((field) => field.trim());
  checkFields(schema, [...(fields ?? []), ...(matchBy === undefined ? [] : [matchBy])]);
  return {
    ...{ tenant: context.environment.tenant, entity, schema, left, right },
    ...(fields && { fields }),
    ...(matchBy !== undefined && { matchBy }),
    kinds: only === undefined ? discrepancyKinds : [only],
    limit: limit ?? (context.json ? Number.POSITIVE_INFINITY : shownAtOnce),
  };
}

/** The schema of a canonical entity, with the tenant's own fields, or of one that only the tenant has. */
async function demandSchema(platform: Platform, tenant: string, entity: string): Promise<object> {
  const present = await presentExtension(platform, tenant);
  const { artefact } = present ? await getExtension(platform, present) : { artefact: emptyExtension };
  const schema = entitySchemaOf(artefact, entity);
  if (schema) return schema;
  throw unknownName('entity', [entity], [...Object.keys(entitySchemas), ...Object.keys(artefact.entities)]);
}

async function show(context: Context, deps: CompareDeps, question: Question): Promise<ComparisonSummary> {
  const comparing = compareRecords(deps, question);
  const shown: Discrepancy[] = [];
  for (;;) {
    const step = await comparing.next();
    if (step.done) {
      context.emit({ type: 'summary', ...step.value });
      const width = context.io.columns;
      for (const line of comparisonLines(shown, step.value, question.kinds, width)) context.say(line);
      return step.value;
    }
    context.emit({ type: 'discrepancy', ...step.value });
    if (!context.json) shown.push(step.value);
    // Waited for, so that a slow reader of many does not fill the memory.
    else await context.io.out.flush();
  }
}

/** How many discrepancies of these kinds there are. */
function found(summary: ComparisonSummary, kinds: readonly DiscrepancyKind[]): number {
  const counts: Readonly<Record<DiscrepancyKind, number>> = {
    ...{ differing: summary.differing, left: summary.onlyLeft, right: summary.onlyRight },
    ...{ ambiguous: summary.ambiguous, unmatchable: summary.unmatchable.left + summary.unmatchable.right },
  };
  return kinds.reduce((sum, kind) => sum + counts[kind], 0);
}

function checkFields(schema: object, fields: readonly string[]): void {
  const known = entityFields(schema);
  for (const field of fields) {
    const plain = field.replaceAll(/\[\d*\]/g, '');
    if (!known.includes(plain)) throw malformed(`There is no field "${field}". ${allowedHint(plain, known)}`);
  }
}

/** Connections that were removed still have records. */
async function demandConnections(platform: Platform, tenant: string, names: readonly string[]): Promise<void> {
  const made = (await listConnections(platform, tenant)).map(({ name }) => name);
  const stored = (await platform.records.streams(tenant)).map(({ connection }) => connection);
  const known = [...new Set([...made, ...stored])];
  for (const name of names)
    if (!known.includes(name)) throw unknownName('connection', [name], known, `of tenant "${tenant}"`);
}

function malformed(message: string): TributaryError {
  return new TributaryError('InvalidInput', { code: 'usage', message });
}
