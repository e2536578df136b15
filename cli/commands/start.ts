import type { Command } from 'commander';
import { type Api, defaultPort, startApi } from '../../api/server.ts';
import { isNamed, TributaryError } from '../../core/errors.ts';
import type { ErpSimulator } from '../../demo/odata/simulator.ts';
import type { RunRequest } from '../../distributor/start-run.ts';
import type { Embedded } from '../../infra/embedded.ts';
import type { Worker } from '../../infra/worker.ts';
import { getConnection, listConnections } from '../../platform/catalogue.ts';
import { action, addCommand, type Cli } from '../command.ts';
import { connectionLines, connectionStates } from '../connections-overview.ts';
import type { Context } from '../context.ts';
import { demoConnection, keepChanging, setUpDemo, startDemoErp } from '../demo/demo-source.ts';
import { directoryInstallation } from '../directory-installation.ts';
import { withDirectory } from '../directory-session.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { followRequest } from '../follow/bring-up-to-date.ts';
import { lastFinishedRun, printFinishedRuns } from '../follow/finished-runs.ts';
import type { FollowOptions } from '../follow/follow-run.ts';
import { type ProgressView, progressView } from '../follow/progress-view.ts';
import { portNumber } from '../option-values.ts';
import { failureReporter } from '../output/failure-reporter.ts';
import { reportFollowed } from '../output/followed.ts';
import { shellWord } from '../output/shell-word.ts';

type StartOptions = { readonly demo?: boolean; readonly once?: boolean; readonly port: number };

/** `start`: the worker of a data directory. */
export function addStart(program: Command, cli: Cli): void {
  const command = addCommand(program, 'start', {
    summary: 'work on the data directory until stopped: schedules, runs, queues',
    description:
      'Runs connections on their schedules and works on what they bring, until SIGTERM or Ctrl-C (exit code 0 for both). Runs that were interrupted, also by a crash, are continued at once. With --demo it starts an ERP of its own, connects it, runs it and shows what comes of it.',
    examples: ['start', 'start --demo', 'start --demo --once'],
    exits: ['unsuccessful', 'notFound', 'inUse'],
  })
    .option('--demo', 'with an ERP simulator on 127.0.0.1 and a connection "demo" to it')
    .option(
      '--port <n>',
      'of the HTTP API for consumers, on 127.0.0.1; a free one where it is taken',
      portNumber,
      defaultPort,
    )
    .option('--once', 'run every connection once, then stop; exit code 0 only if all succeeded');
  action(cli, command, start);
}

async function start(context: Context, { demo, once, port }: StartOptions): Promise<ExitCode> {
  const { stage } = context.environment;
  if (stage !== undefined) throw nothingToStart(stage);
  const erp = demo === true ? await startDemoErp() : undefined;
  try {
    const view = progressView(context);
    const allowHosts = erp ? [new URL(erp.url).host] : [];
    const session = { create: demo === true, allowHosts, onFailure: failureReporter(view.note) };
    return await withDirectory(context, session, (embedded) =>
      work(context, embedded, view, erp, once === true ? undefined : port),
    );
  } finally {
    await erp?.stop();
  }
}

function nothingToStart(stage: string): TributaryError {
  const message = `Stage ${stage} works by itself: on AWS schedules fire without "start", which is for a data directory. "tributary run <connection> --stage ${stage}" runs a connection now.`;
  return new TributaryError('InvalidInput', { code: 'start-on-stage', message });
}

async function work(
  context: Context,
  embedded: Embedded,
  view: ProgressView,
  erp: ErpSimulator | undefined,
  port: number | undefined,
): Promise<ExitCode> {
  const { platform } = embedded;
  const once = port === undefined;
  const after = await lastFinishedRun(platform);
  const since = platform.clock.now();
  const worker = erp ? await demoWorker(context, embedded, erp) : await embedded.worker();
  const api = port === undefined ? undefined : await apiOf(embedded, view, port);
  const { signal } = context.io;
  const installation = directoryInstallation(embedded);
  const following: FollowOptions = { installation, view, signal, elsewhere: false, since };
  try {
    await introduce(context, embedded, erp, api && { ...api, wanted: port });
    const code = erp || once ? await firstRuns(context, following, erp !== undefined) : exitCodes.done;
    if (erp && !signal.aborted) sayHowToLookFurther(context, once);
    if (once || signal.aborted) return once ? code : exitCodes.done;
    sayWhatGoesOn(context, erp);
    const from = erp ? await lastFinishedRun(platform) : after;
    const changing = erp ? keepChanging(erp, platform.clock, signal) : undefined;
    await Promise.all([printFinishedRuns(context, platform, from, signal), changing]);
    context.say('Stopping: what is under way is continued at the next start.');
    return exitCodes.done;
  } finally {
    view.end();
    await api?.close();
    await worker.stop();
  }
}

function apiOf({ services, fail }: Embedded, view: ProgressView, port: number): Promise<Api> {
  const report = failureReporter(view.note);
  return startApi(
    { ...services, onFailure: (what, error) => (isNamed(error, 'StorageFailed') ? fail(error) : report(what, error)) },
    port,
  );
}

/**
 * Registers and connects the demo only as the one that works here, before anything runs. Another process may have taken
 * the lock between that and the worker's, and have left the connection to its own ERP.
 */
async function demoWorker({ environment, io }: Context, embedded: Embedded, erp: ErpSimulator): Promise<Worker> {
  const { platform } = embedded;
  const release = platform.directory.lockWorker();
  try {
    await setUpDemo(platform, environment.tenant, io.cwd, erp);
  } finally {
    release();
  }
  const worker = await embedded.worker();
  const { parameters } = await getConnection(platform, environment.tenant, demoConnection);
  if (parameters['host'] !== erp.url) await setUpDemo(platform, environment.tenant, io.cwd, erp);
  return worker;
}

async function introduce(
  context: Context,
  { platform }: Embedded,
  erp: ErpSimulator | undefined,
  api: (Api & { readonly wanted: number | undefined }) | undefined,
): Promise<void> {
  const { environment, io, say, emit } = context;
  const states = await connectionStates(platform, environment.tenant);
  emit({
    type: 'started',
    home: environment.home,
    pid: process.pid,
    ...(erp ? { demo: erp.url } : {}),
    ...(api ? { api: api.url } : {}),
  });
  say(`data directory  ${environment.home}`);
  if (erp) say(`demo ERP        ${erp.url}${erp.servicePath} (OData V4, generated data)`);
  if (api) say(`consumer API    ${api.url}/v1${api.port === api.wanted ? '' : ` (port ${api.wanted} is taken)`}`);
  say('');
  for (const line of connectionLines(states, platform.clock.now(), io.columns, true)) say(line);
  say('');
}

/** Runs the demo's connection, or else all that are not paused, one after the other. Throws NotFound where there is none. */
async function firstRuns(context: Context, options: FollowOptions, demo: boolean): Promise<ExitCode> {
  const { tenant } = context.environment;
  const all = (await listConnections(options.installation.platform, tenant)).filter((connection) => !connection.paused);
  const wanted = demo ? all.filter(({ name }) => name === demoConnection) : all;
  if (wanted.length === 0)
    throw new TributaryError('NotFound', {
      code: 'connection-none',
      message: `Tenant "${tenant}" has no connection to run: "tributary connection add --help" says how to make one.`,
    });
  let code: ExitCode = exitCodes.done;
  for (const { name: connection, connector } of wanted) {
    if (options.signal.aborted) return exitCodes.unsuccessful;
    const request: RunRequest = { tenant, connection, connector, trigger: 'manual', mode: 'incremental', streams: [] };
    const followed = await followRequest(options, request, await options.installation.requestRun(request));
    options.view.end();
    const own = reportFollowed(context, connection, followed);
    if (own !== exitCodes.done) code = own;
    context.say('');
  }
  return code;
}

function sayHowToLookFurther({ say, io }: Context, once: boolean): void {
  const home = io.env['TRIBUTARY_HOME'] ?? '';
  const prefix = home === '' ? '' : `TRIBUTARY_HOME=${shellWord(home)} `;
  const commands = [
    ['status', 'what goes on'],
    [`run show ${demoConnection}/1`, 'how it went'],
    ['records list --entity supplier-invoice', 'normalised records'],
    ['events tail information.supplier-invoice', 'what consumers get'],
    ...(once ? [] : [[`run ${demoConnection} --full`, 'read it all again'] as const]),
    ['--help', 'all commands'],
  ] as const;
  if (once) say('The demo ERP has stopped with this command; "npm start" keeps it running.');
  say(once ? 'To look further:' : 'To look further, in another terminal:');
  for (const [command, what] of commands) say(`  ${prefix}npx tributary ${command.padEnd(40)}  ${what}`);
  say('');
}

function sayWhatGoesOn({ say }: Context, erp: ErpSimulator | undefined): void {
  if (erp) say('The demo ERP changes some records every 20 s; the connection runs every minute.');
  say('Working until Ctrl-C. One line per run:');
}
