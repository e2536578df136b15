import type { Command } from 'commander';
import type { Run } from '../../core/run.ts';
import { type SubscriptionStatus, subscriptionStates } from '../../distributor/subscription-status.ts';
import { isDeadLetterQueue } from '../../distributor/topics.ts';
import type { Platform, QueueCounts } from '../../platform/ports.ts';
import { countQuarantined } from '../../transformer/quarantine/quarantine.ts';
import { action, addCommand, type Cli } from '../command.ts';
import { type ConnectionState, connectionLines, connectionStates } from '../connections-overview.ts';
import type { Context } from '../context.ts';
import { warnOfEmptyTenant } from '../empty-tenant.ts';
import { totalLine } from '../follow/plain-progress.ts';
import { type Progress, progressMeter } from '../follow/progress-meter.ts';
import { snapshotOf } from '../follow/snapshot.ts';
import type { AtWork, Installation, Place } from '../installation.ts';
import { runDocument } from '../output/run-document.ts';
import { timelineOf } from '../output/run-timeline.ts';
import { subscriptionDocument, subscriptionLines } from '../output/subscription-lines.ts';
import { relativeText, spanText } from '../output/time-text.ts';
import { withSession } from '../session.ts';
import { queuesSeenBy } from '../subscription/own-subscriptions.ts';

type OpenRun = {
  readonly run: string;
  readonly startedAt: string;
  readonly progress: Progress;
  /** What its streams wait for at present, in sentences. */
  readonly waits: readonly string[];
};

type Status = {
  readonly place: Place;
  readonly worker: AtWork | undefined;
  readonly connections: readonly ConnectionState[];
  readonly open: readonly OpenRun[];
  readonly quarantined: number;
  readonly dead: readonly QueueCounts[];
  readonly subscriptions: readonly SubscriptionStatus[];
};

export function addStatus(program: Command, cli: Cli): void {
  const command = addCommand(program, 'status', {
    summary: 'show connections, runs under way, and what needs attention',
    examples: ['status', 'status --json'],
    exits: ['notFound'],
  });
  action(cli, command, showStatus);
}

async function showStatus(context: Context): Promise<undefined> {
  await withSession(context, {}, async (installation) => {
    const status = await readStatus(installation, context.environment.tenant);
    await warnOfEmptyTenant(context, installation.platform);
    context.answer(statusDocument(context, status), () => statusLines(context, status));
  });
  return undefined;
}

async function readStatus({ platform, place, worker }: Installation, tenant: string): Promise<Status> {
  const open = (await platform.ledger.openRuns()).filter((run) => run.tenant === tenant);
  const now = platform.clock.now();
  const counts = await queuesSeenBy(platform.documents, tenant, await platform.queues.counts());
  return {
    place,
    worker: worker(),
    connections: await connectionStates(platform, tenant),
    open: await Promise.all(
      open.map(async (run) => {
        const { run: name, startedAt } = runDocument(run);
        const progress = progressMeter()(await snapshotOf(platform.ledger, run), now);
        return { run: name, startedAt, progress, waits: await waitsOf(platform, run) };
      }),
    ),
    quarantined: await countQuarantined(platform.documents, { tenant }),
    subscriptions: await subscriptionStates(platform, tenant),
    dead: counts.filter(({ queue, visible, inFlight }) => isDeadLetterQueue(queue) && visible + inFlight > 0),
  };
}

/** What the run's present execution stands at, as far as its journal says. */
async function waitsOf({ executions, clock }: Platform, run: Run): Promise<readonly string[]> {
  const states = timelineOf(await executions.history(run.executions.at(-1) ?? ''), clock.now());
  return states
    .filter((state) => state.open)
    .flatMap(({ stream = '', wait, error }) => {
      if (wait) return [`${stream} waits ${spanText(wait.seconds * 1000)}: ${wait.reason}`];
      return error ? [`${stream} is tried again after ${error.name}: ${error.message}`] : [];
    });
}

function statusDocument({ environment }: Context, status: Status): object {
  const { place, worker, connections, open, quarantined, dead, subscriptions } = status;
  const { kind: _kind, ...where } = place;
  return {
    ...where,
    tenant: environment.tenant,
    worker: worker ?? null,
    connections: connections.map(({ connection, nextAt, last }) => ({
      ...connection,
      nextAt: nextAt ?? null,
      lastRun: last ? runDocument(last) : null,
    })),
    openRuns: open,
    quarantined,
    deadLetters: dead,
    subscriptions: subscriptions.map(subscriptionDocument),
  };
}

function statusLines(context: Context, status: Status): readonly string[] {
  const { io, style } = context;
  const { place, worker, connections, open, quarantined, dead } = status;
  const now = io.clock.now();
  const letters = dead.map(
    ({ queue, visible, inFlight }) => `${visible + inFlight} in ${queue.replace(/\.dead$/, '')}`,
  );
  return [
    placeLine(place),
    `worker          ${workerText(worker, now)}`,
    `quarantine      ${quarantined === 0 ? 'empty' : style.bad(`${quarantined} records`)}${quarantined === 0 ? '' : ': "tributary quarantine list"'}`,
    `dead letters    ${letters.length === 0 ? 'none' : `${style.bad(letters.join(', '))}: "tributary redrive <queue>"`}`,
    ...subscriptionLines(context, status.subscriptions),
    '',
    ...connectionLines(connections, now, io.columns, worker !== undefined),
    ...open.flatMap((run) => openLines(run, worker !== undefined, connections, now)),
  ];
}

function placeLine(place: Place): string {
  if (place.kind === 'directory') return `data directory  ${place.home}`;
  return `stage           ${place.stage} in ${place.region}, account ${place.account}`;
}

function workerText(worker: AtWork | undefined, now: Date): string {
  if (worker === undefined) return 'none: "tributary start" or "tributary run <connection>"';
  if (worker.kind === 'aws') return 'AWS, at all times';
  const since = worker.startedAt === undefined ? '' : `, started ${relativeText(worker.startedAt, now)}`;
  return `process ${worker.pid ?? '?'}${since}`;
}

function openLines(
  { run, startedAt, progress, waits }: OpenRun,
  working: boolean,
  connections: readonly ConnectionState[],
  now: Date,
): readonly string[] {
  const known = connections.some(({ connection }) => run.startsWith(`${connection.name}/`));
  const removed = known ? '' : ' Its connection is removed: it ends on its own.';
  const waiting = working ? '' : ' It waits for a worker.';
  return [
    `\nrun ${run} is under way, begun ${relativeText(startedAt, now)}: ${totalLine(progress.total)}.${removed}${waiting}`,
    ...(working ? waits.map((line) => `  ${line}`) : []),
  ];
}
