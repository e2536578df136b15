import type { Command } from 'commander';
import type { Run } from '../../core/run.ts';
import { isDeadLetterQueue } from '../../distributor/topics.ts';
import type { Embedded } from '../../infra/embedded.ts';
import { runningWorker, type WorkerInfo } from '../../platform/embedded/worker-lock.ts';
import type { QueueCounts } from '../../platform/ports.ts';
import { countQuarantined } from '../../transformer/quarantine/quarantine.ts';
import { action, addCommand, type Cli } from '../command.ts';
import { type ConnectionState, connectionLines, connectionStates } from '../connections-overview.ts';
import type { Context } from '../context.ts';
import { warnOfEmptyTenant } from '../empty-tenant.ts';
import { totalLine } from '../follow/plain-progress.ts';
import { type Progress, progressMeter } from '../follow/progress-meter.ts';
import { snapshotOf } from '../follow/snapshot.ts';
import { runDocument } from '../output/run-document.ts';
import { timelineOf } from '../output/run-timeline.ts';
import { relativeText, spanText } from '../output/time-text.ts';
import { withSession } from '../session.ts';

type OpenRun = {
  readonly run: string;
  readonly startedAt: string;
  readonly progress: Progress;
  /** What its streams wait for at present, in sentences. */
  readonly waits: readonly string[];
};

type Status = {
  readonly worker: WorkerInfo | undefined;
  readonly connections: readonly ConnectionState[];
  readonly open: readonly OpenRun[];
  readonly quarantined: number;
  readonly dead: readonly QueueCounts[];
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
  await withSession(context, {}, async (embedded) => {
    const status = await readStatus(embedded, context.environment.tenant);
    await warnOfEmptyTenant(context, embedded.platform);
    context.answer(statusDocument(context, status), () => statusLines(context, status));
  });
  return undefined;
}

async function readStatus({ platform }: Embedded, tenant: string): Promise<Status> {
  const open = (await platform.ledger.openRuns()).filter((run) => run.tenant === tenant);
  const now = platform.clock.now();
  const counts = await platform.queues.counts();
  return {
    worker: runningWorker(platform.directory.path),
    connections: await connectionStates(platform, tenant),
    open: await Promise.all(
      open.map(async (run) => {
        const { run: name, startedAt } = runDocument(run);
        const progress = progressMeter()(await snapshotOf(platform.ledger, run), now);
        return { run: name, startedAt, progress, waits: await waitsOf(platform, run) };
      }),
    ),
    quarantined: await countQuarantined(platform.documents, { tenant }),
    dead: counts.filter(({ queue, visible, inFlight }) => isDeadLetterQueue(queue) && visible + inFlight > 0),
  };
}

/** What the run's present execution stands at, as far as its journal says. */
async function waitsOf({ executions, clock }: Embedded['platform'], run: Run): Promise<readonly string[]> {
  const states = timelineOf(await executions.history(run.executions.at(-1) ?? ''), clock.now());
  return states
    .filter((state) => state.open)
    .flatMap(({ stream = '', wait, error }) => {
      if (wait) return [`${stream} waits ${spanText(wait.seconds * 1000)}: ${wait.reason}`];
      return error ? [`${stream} is tried again after ${error.name}: ${error.message}`] : [];
    });
}

function statusDocument({ environment }: Context, status: Status): object {
  const { worker, connections, open, quarantined, dead } = status;
  return {
    home: environment.home,
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
  };
}

function statusLines({ environment, io, style }: Context, status: Status): readonly string[] {
  const { worker, connections, open, quarantined, dead } = status;
  const now = io.clock.now();
  const since = worker?.startedAt === undefined ? '' : `, started ${relativeText(worker.startedAt, now)}`;
  const letters = dead.map(
    ({ queue, visible, inFlight }) => `${visible + inFlight} in ${queue.replace(/\.dead$/, '')}`,
  );
  return [
    `data directory  ${environment.home}`,
    `worker          ${worker ? `process ${worker.pid ?? '?'}${since}` : 'none: "tributary start" or "tributary run <connection>"'}`,
    `quarantine      ${quarantined === 0 ? 'empty' : style.bad(`${quarantined} records`)}${quarantined === 0 ? '' : ': "tributary quarantine list"'}`,
    `dead letters    ${letters.length === 0 ? 'none' : `${style.bad(letters.join(', '))}: "tributary redrive <queue>"`}`,
    '',
    ...connectionLines(connections, now, io.columns, worker !== undefined),
    ...open.flatMap((run) => openLines(run, worker !== undefined, connections, now)),
  ];
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
