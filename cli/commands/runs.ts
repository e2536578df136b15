import type { Command } from 'commander';
import type { Run } from '../../core/run.ts';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { demandConnection } from '../demand-connection.ts';
import { warnOfEmptyTenant } from '../empty-tenant.ts';
import { positiveInteger } from '../option-values.ts';
import { runDocument, runName } from '../output/run-document.ts';
import { statusText } from '../output/status-text.ts';
import { tableLines } from '../output/table.ts';
import { momentText } from '../output/time-text.ts';
import { withSession } from '../session.ts';

type RunsOptions = { readonly limit: number };

export function addRuns(program: Command, cli: Cli): void {
  const command = addCommand(program, 'runs', {
    summary: 'list runs, newest first',
    examples: ['runs', 'runs demo --limit 5'],
    exits: ['notFound'],
  })
    .argument('[connection]', 'only of this connection')
    .option('--limit <n>', 'how many at most', positiveInteger, 20);
  action(cli, command, listRuns);
}

async function listRuns(context: Context, { limit }: RunsOptions, connection?: string): Promise<undefined> {
  const { tenant } = context.environment;
  await withSession(context, {}, async ({ platform }) => {
    const runs = await platform.ledger.runs(tenant, connection, limit);
    if (runs.length === 0 && connection !== undefined) await demandConnection(platform, tenant, connection);
    await warnOfEmptyTenant(context, platform);
    context.answer(runs.map(runDocument), () => runLines(runs, context));
  });
  return undefined;
}

function runLines(runs: readonly Run[], { io }: Context): readonly string[] {
  if (runs.length === 0) return ['No run yet: "tributary run <connection>" starts one.'];
  const columns = [
    { title: 'run' },
    { title: 'status' },
    { title: 'started' },
    { title: 'seconds', align: 'right' },
    { title: 'records' },
    { title: 'trigger' },
    { title: 'error', shrink: true },
  ] as const;
  const rows = runs.map((run) => [
    runName(run),
    statusText(run),
    momentText(run.startedAt),
    run.endedAt === undefined ? '' : ((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000).toFixed(1),
    run.results?.reduce((total, result) => total + result.records, 0),
    run.trigger,
    run.error?.message,
  ]);
  return tableLines(columns, rows, io.columns);
}
