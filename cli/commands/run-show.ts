import type { Command } from 'commander';
import { TributaryError } from '../../core/errors.ts';
import type { Run } from '../../core/run.ts';
import type { ExecutionStatus, Platform } from '../../platform/ports.ts';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { type StreamSnapshot, snapshotOf } from '../follow/snapshot.ts';
import { runDocument, runName } from '../output/run-document.ts';
import { failureLines, streamTable } from '../output/run-result.ts';
import { type StateTime, timelineOf } from '../output/run-timeline.ts';
import { quarantineHint, statusText } from '../output/status-text.ts';
import { tableLines } from '../output/table.ts';
import { momentText, spanText } from '../output/time-text.ts';
import { withSession } from '../session.ts';

/** States that only decide or rename; their time is nothing and their name says nothing to a user. */
const plumbing = new Set([
  ...['Planned', 'Streams', 'More', 'StreamRead', 'StreamLater', 'StreamFailed'],
  ...['Settled', 'Continued', 'Skipped', 'Failed'],
]);

type ExecutionTime = { readonly id: string; readonly status: ExecutionStatus; readonly states: readonly StateTime[] };

export function addRunShow(parent: Command, cli: Cli): void {
  const command = addCommand(parent, 'show', {
    summary: 'show one run: states, durations, retries, outcomes, errors',
    examples: ['run show demo/3', 'run show demo/3 --json'],
    exits: ['notFound'],
  }).argument('<id>', '<connection>/<number>, as "tributary runs" shows it');
  action(cli, command, showRun);
}

async function showRun(context: Context, _options: object, id: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const run = await findRun(platform, context.environment.tenant, id);
    const executions = await Promise.all(run.executions.map((execution) => timesOf(platform, execution)));
    const { streams } = await snapshotOf(platform.ledger, run);
    const watermarks = await watermarksOf(platform, run);
    context.answer({ ...runDocument(run), progress: streams, watermarks, states: executions }, () => [
      ...headLines(context, run),
      '',
      ...executions.flatMap((execution, index) => executionLines(context, execution, index + 1)),
      '',
      ...outcomeLines(context, run, streams),
      ...failureLines(run, context.style),
      ...hintLines(run),
      ...watermarkLines(run, watermarks),
    ]);
  });
  return undefined;
}

function hintLines(run: Run): readonly string[] {
  const hint = quarantineHint(run);
  return hint === undefined ? [] : [`Why records are in quarantine: ${hint}`];
}

async function findRun(platform: Platform, tenant: string, id: string): Promise<Run> {
  const match = /^([^/]+)\/(\d{1,9})$/.exec(id);
  if (match?.[1] === undefined)
    throw new TributaryError('InvalidInput', {
      code: 'run-id-malformed',
      message: `"${id}" is no id of a run: write <connection>/<number>, such as demo/3.`,
    });
  const run = await platform.ledger.run({ tenant, connection: match[1], run: Number(match[2]) });
  if (run) return run;
  const message = `There is no run ${id} of tenant "${tenant}": "tributary runs" shows those there are.`;
  throw new TributaryError('NotFound', { code: 'run-unknown', message });
}

async function timesOf(platform: Platform, id: string): Promise<ExecutionTime> {
  const execution = await platform.executions.describe(id);
  const end = execution?.endedAt === undefined ? platform.clock.now() : new Date(execution.endedAt);
  return { id, status: execution?.status ?? 'stopped', states: timelineOf(await platform.executions.history(id), end) };
}

async function watermarksOf({ ledger }: Platform, run: Run): Promise<Readonly<Record<string, string>>> {
  const entries = await Promise.all(
    run.streams.map(async (stream) => [stream, await ledger.watermark({ ...run, stream })] as const),
  );
  return Object.fromEntries(entries.flatMap(([stream, value]) => (value === undefined ? [] : [[stream, value]])));
}

function headLines({ style, io }: Context, run: Run): readonly string[] {
  const end = run.endedAt === undefined ? io.clock.now() : new Date(run.endedAt);
  const took = spanText(end.getTime() - Date.parse(run.startedAt));
  return [
    `${style.bold(`run ${runName(run)}`)} ${statusText(run, style)}`,
    `  started    ${momentText(run.startedAt)}, ${run.endedAt === undefined ? `for ${took} now` : `took ${took}`}`,
    `  how        ${run.trigger}, ${run.mode}, in ${run.executions.length === 1 ? '1 execution' : `${run.executions.length} executions`}`,
    `  connector  ${run.connector}, registration ${run.registration}`,
  ];
}

function executionLines(
  { style, io }: Context,
  { id, states, status }: ExecutionTime,
  number: number,
): readonly string[] {
  const shown = states.filter(({ state }) => !plumbing.has(state));
  const columns = [
    { title: `execution ${number}` },
    { title: 'stream' },
    { title: 'seconds', align: 'right' },
    { title: '', shrink: true },
  ] as const;
  const rows = shown.map(({ state, stream = '', seconds, visits, retries, error, open }) => {
    const notes = [
      ...(open ? [status === 'running' ? 'under way' : 'cut off'] : []),
      ...(visits > 1 ? [`${visits} times`] : []),
      ...(retries > 0 ? [`${retries} ${retries === 1 ? 'retry' : 'retries'}`] : []),
      ...(error ? [`${error.name}: ${error.message}`] : []),
    ];
    return [state, stream, seconds.toFixed(2), notes.join('; ')];
  });
  const [head = '', ...lines] = tableLines(columns, rows, io.columns);
  const state = executionState[status];
  const how = state === undefined ? '' : ` ${style.dim(`(${state})`)}`;
  return [`${style.bold(head)}${how}`, ...consoleLines(id), ...lines, ...shown.flatMap(causeLines)];
}

/** By its name an operator finds it in the console of Step Functions; the rest of the ARN says nothing new. */
function consoleLines(id: string): readonly string[] {
  return id.startsWith('arn:') ? [`  in Step Functions: ${id.split(':').at(-1)}`] : [];
}

/** An execution that came to its own end says nothing: it may have found that streams failed. The run's status counts. */
const executionState: Readonly<Partial<Record<ExecutionStatus, string>>> = {
  running: 'under way',
  failed: 'failed',
  stopped: 'interrupted',
};

/** Why a state waited or was tried again, in full: the table has no room for it. */
function causeLines({ state, stream = '', wait, retries, error, open }: StateTime): readonly string[] {
  const what = [state, stream].filter((part) => part !== '').join(' ');
  return [
    ...(wait ? [`  ${what}: ${open ? 'waits' : 'waited'} ${spanText(wait.seconds * 1000)}. ${wait.reason}`] : []),
    ...(retries > 0 && error ? [`  ${what}: tried again after ${error.name}: ${error.message}`] : []),
  ];
}

/** The results of a run that has ended; otherwise how far it has come. */
function outcomeLines({ style, io }: Context, run: Run, streams: readonly StreamSnapshot[]): readonly string[] {
  if (run.results && run.results.length > 0) return streamTable(run.results, style, io.columns);
  const columns = ['stream', 'read', 'expected', 'processed', 'created', 'updated', 'unchanged', 'quarantined'].map(
    (title) => ({ title }),
  );
  const rows = streams.map(({ stream, records, expected, processed, outcomes }) => [
    stream,
    records,
    expected,
    processed,
    outcomes.created,
    outcomes.updated,
    outcomes.unchanged,
    outcomes.quarantined,
  ]);
  return tableLines(columns, rows, io.columns);
}

function watermarkLines(run: Run, watermarks: Readonly<Record<string, string>>): readonly string[] {
  const lines = run.streams.map((stream) => [stream, watermarks[stream] ?? 'none yet'] as const);
  return ['', ...tableLines([{ title: 'stream' }, { title: 'watermark (now)' }], lines)];
}
