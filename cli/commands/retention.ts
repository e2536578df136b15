import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Problem } from '../../core/problem.ts';
import { parsePolicy, policyConflicts, retentionKinds, retentionRules } from '../../core/retention.ts';
import { policyWith, readPolicies, setPolicy } from '../../distributor/retention/policies.ts';
import { prune } from '../../distributor/retention/prune.ts';
import type { Pruned } from '../../platform/removal-ports.ts';
import { action, addCommand, addGroup, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { bytesText } from '../output/bytes-text.ts';
import { tableLines } from '../output/table.ts';
import { ProblemsFound } from '../problems-found.ts';
import { withSession } from '../session.ts';

type SetOptions = { readonly file?: string };
type RunOptions = { readonly dryRun?: boolean };

/** `retention show|set|run`. */
export function addRetention(program: Command, cli: Cli): void {
  const group = addGroup(program, 'retention', 'how long data is kept, and removing what is old', 'run --dry-run');
  const show = addCommand(group, 'show', {
    summary: 'show how long each kind of data is kept',
    description:
      'Shows the policy of the installation; with --tenant what holds for that tenant. docs/retention.md says what each kind is.',
    examples: ['retention show'],
    exits: ['notFound'],
  });
  action(cli, show, showPolicy);
  const set = addCommand(group, 'set', {
    summary: 'set how long kinds of data are kept',
    description: `Sets periods such as 90d or 72h, and leaves the others as they are. Kinds: ${retentionKinds.join(', ')}. With --tenant only for that tenant.`,
    examples: [
      'retention set raw=90d runs=400d',
      'retention set --file retention.txt',
      'retention set raw=30d --tenant acme',
    ],
    exits: ['notFound'],
  })
    .argument('[period...]', 'kind=period; several are set together or not at all')
    .option('--file <path>', 'a file with one kind=period (or kind: period) per line; # begins a comment');
  action(cli, set, setPeriods);
  const run = addCommand(group, 'run', {
    summary: 'remove what is older than the policy says',
    description:
      'The worker (on AWS: a function) does so by itself, at its start and each hour (on AWS: each day). Ctrl-C ends it early; nothing is left half done.',
    examples: ['retention run --dry-run', 'retention run --json'],
    exits: ['notFound', 'unsuccessful'],
  }).option('--dry-run', 'only say what would be removed');
  action(cli, run, runRetention);
}

const tenantOf = ({ tenantGiven, environment }: Context): string | undefined =>
  tenantGiven ? environment.tenant : undefined;

async function showPolicy(context: Context): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const { standard, tenants } = await readPolicies(platform.documents);
    const tenant = tenantOf(context);
    const policy = (tenant === undefined ? undefined : tenants.get(tenant)) ?? standard;
    context.answer({ policy, ...(tenant === undefined && { tenants: Object.fromEntries(tenants) }) }, () => [
      ...tableLines(
        [{ title: 'kind' }, { title: 'kept' }, { title: 'standard' }, { title: 'least' }],
        retentionKinds.map((kind) => [kind, policy[kind], retentionRules[kind].standard, retentionRules[kind].least]),
        context.io.columns,
      ),
      ...(tenant === undefined && tenants.size > 0
        ? [`Tenants with their own: ${[...tenants.keys()].join(', ')}.`]
        : []),
    ]);
  });
  return undefined;
}

async function setPeriods(context: Context, { file }: SetOptions, periods: readonly string[]): Promise<undefined> {
  const entries = [...(file === undefined ? [] : linesOf(context, file)), ...periods];
  if (entries.length === 0) throw problems(['nothing to set: give kind=period or --file']);
  const tenant = tenantOf(context);
  const parsed = parsePolicy(entries, tenant !== undefined);
  if (!parsed.ok) throw problems(parsed.problems);
  await withSession(context, {}, async ({ platform: { documents } }) => {
    const policy = await policyWith(documents, tenant, parsed.value);
    const conflicts = policyConflicts(policy);
    if (conflicts.length > 0) throw problems(conflicts);
    await setPolicy(documents, tenant, parsed.value);
    const whose = tenant === undefined ? '' : ` for tenant ${tenant}`;
    context.answer({ policy, ...(tenant !== undefined && { tenant }) }, () => [
      `Kept from now on${whose}: ${Object.entries(parsed.value)
        .map(([kind, period]) => `${kind} ${period}`)
        .join(', ')}.`,
      `Next: ${context.next('retention run --dry-run')}`,
    ]);
  });
  return undefined;
}

function linesOf({ io }: Context, file: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path.resolve(io.cwd, file), 'utf8');
  } catch {
    throw problems([`${file} cannot be read.`]);
  }
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

function problems(messages: readonly string[]): ProblemsFound {
  const all = messages.map((message): Problem => ({ file: 'retention', line: 1, column: 1, message }));
  return new ProblemsFound(all, 'nothing was set.');
}

async function runRetention(context: Context, { dryRun = false }: RunOptions): Promise<ExitCode> {
  return withSession(context, {}, async ({ platform }) => {
    const onKind = (kind: string, { removed }: Pruned): void => {
      if (context.io.isTTY && removed > 0) context.warn(`${kind}: ${removed}`);
    };
    const report = await prune(platform, { dryRun, signal: context.io.signal, onKind });
    const complete = Object.values(report).every((one) => one.complete);
    context.answer({ dryRun, complete, removed: report }, () => [
      ...tableLines(
        [
          { title: 'kind' },
          { title: dryRun ? 'would go' : 'removed', align: 'right' },
          { title: 'bytes', align: 'right' },
        ],
        retentionKinds.map((kind) => [kind, report[kind].removed, bytesText(report[kind].bytes)]),
        context.io.columns,
      ),
      ...(complete ? [] : ['It was ended early; the next run goes on.']),
    ]);
    return complete ? exitCodes.done : exitCodes.unsuccessful;
  });
}
