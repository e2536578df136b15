import type { Command } from 'commander';
import { putConnection } from '../../platform/catalogue.ts';
import { countQuarantined } from '../../transformer/quarantine/quarantine.ts';
import { action, addCommand, addGroup, type Cli } from '../command.ts';
import { connectionLines, connectionStates } from '../connections-overview.ts';
import type { Context } from '../context.ts';
import { demandConnection } from '../demand-connection.ts';
import { warnOfEmptyTenant } from '../empty-tenant.ts';
import { runDocument, runName } from '../output/run-document.ts';
import { withSession } from '../session.ts';
import { addConnectionAdd } from './connection-add.ts';

/** `connection add|list|remove|pause|resume`. */
export function addConnection(program: Command, cli: Cli): void {
  const group = addGroup(program, 'connection', 'make, list, pause and remove connections (accounts in ERPs)', 'list');
  addConnectionAdd(group, cli);
  action(
    cli,
    addCommand(group, 'list', {
      summary: 'list connections with schedule, next run and last run',
      examples: ['connection list'],
      exits: ['notFound'],
    }),
    list,
  );
  const remove = addCommand(group, 'remove', {
    summary: 'remove a connection, its secrets and its schedule; its data stays',
    examples: ['connection remove acme'],
    exits: ['notFound'],
  }).argument('<name>', 'its name ("tributary connection list")');
  action(cli, remove, removeConnection);
  const pause = addCommand(group, 'pause', {
    summary: 'skip scheduled runs until "resume"',
    description:
      'Scheduled runs are skipped until "connection resume"; "tributary run" still works, and a run that is under way goes on.',
    examples: ['connection pause acme'],
    exits: ['notFound'],
  }).argument('<name>', 'its name ("tributary connection list")');
  action(cli, pause, (context, _options, name: string) => setPaused(context, name, true));
  const resume = addCommand(group, 'resume', {
    summary: 'let scheduled runs happen again',
    examples: ['connection resume acme'],
    exits: ['notFound'],
  }).argument('<name>', 'its name ("tributary connection list")');
  action(cli, resume, (context, _options, name: string) => setPaused(context, name, false));
}

async function list(context: Context): Promise<undefined> {
  await withSession(context, {}, async ({ platform, worker }) => {
    const states = await connectionStates(platform, context.environment.tenant);
    const documents = states.map(({ connection, nextAt, last }) => ({
      ...connection,
      nextAt: nextAt ?? null,
      lastRun: last ? runDocument(last) : null,
    }));
    const working = worker() !== undefined;
    await warnOfEmptyTenant(context, platform);
    context.answer(documents, () => connectionLines(states, platform.clock.now(), context.io.columns, working));
  });
  return undefined;
}

async function removeConnection(context: Context, _options: object, name: string): Promise<undefined> {
  const { tenant } = context.environment;
  await withSession(context, {}, async ({ platform }) => {
    await demandConnection(platform, tenant, name);
    // The schedule first: nothing new may start while the rest goes.
    await platform.schedules.remove(tenant, name);
    await platform.documents.delete(tenant, 'connections', name);
    await platform.secrets.delete(tenant, name);
    await platform.ledger.forgetWatermarks(tenant, name);
    const [last] = await platform.ledger.runs(tenant, name, 1);
    const open = last?.status === 'running' ? runName(last) : undefined;
    const quarantined = await countQuarantined(platform.documents, { tenant, connection: name });
    context.answer({ removed: name, tenant, openRun: open ?? null, quarantined }, () => [
      `Connection ${name} is removed with its secrets and its schedule. Its stored entities, records, runs and events stay.`,
      ...(open === undefined
        ? []
        : [`Run ${open} is under way: it can read nothing more and ends on its own, as failed or partial.`]),
      ...(quarantined === 0
        ? []
        : [
            `${quarantined} of its records stay in quarantine: "${context.next(`quarantine list --connection ${name}`)}".`,
          ]),
    ]);
  });
  return undefined;
}

async function setPaused(context: Context, name: string, paused: boolean): Promise<undefined> {
  const { tenant } = context.environment;
  await withSession(context, {}, async ({ platform }) => {
    const connection = { ...(await demandConnection(platform, tenant, name)), paused };
    await putConnection(platform, connection);
    const resumed = connection.schedule ? 'runs on its schedule again' : 'is not paused any more (it has no schedule)';
    context.answer(connection, () => [
      paused
        ? `Connection ${name} is paused: its scheduled runs are skipped until "${context.next(`connection resume ${name}`)}".`
        : `Connection ${name} ${resumed}.`,
    ]);
  });
  return undefined;
}
