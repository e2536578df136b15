import type { Command } from 'commander';
import { type Api, defaultPort, startApi } from '../../api/server.ts';
import type { Connection } from '../../core/connector/model.ts';
import { isNamed, TributaryError } from '../../core/errors.ts';
import type { RunRequest } from '../../distributor/start-run.ts';
import type { Embedded } from '../../infra/embedded.ts';
import type { Worker } from '../../infra/worker.ts';
import { listConnections } from '../../platform/catalogue.ts';
import { action, addCommand, type Cli } from '../command.ts';
import { connectionLines, connectionStates } from '../connections-overview.ts';
import type { Context } from '../context.ts';
import { type DemoConnection, demoConnections, isSetUp, setUpDemo } from '../demo/demo-connections.ts';
import { type DemoErps, keepChanging, startDemoErps } from '../demo/demo-erps.ts';
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
      'Runs connections on their schedules and works on what they bring, until SIGTERM or Ctrl-C (exit code 0 for both). Runs that were interrupted, also by a crash, are continued at once. With --demo it starts two ERPs of its own, connects them for two tenants, runs them and shows what comes of it.',
    examples: ['start', 'start --demo', 'start --demo --once'],
    exits: ['unsuccessful', 'notFound', 'inUse'],
  })
    .option('--demo', 'with two ERP simulators on 127.0.0.1 and connections to them')
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
  const erps = demo === true ? await startDemoErps() : undefined;
  try {
    const view = progressView(context);
    const allowHosts = erps?.hosts ?? [];
    const session = { create: demo === true, allowHosts, onFailure: failureReporter(view.note) };
    return await withDirectory(context, session, (embedded) =>
      work(context, embedded, view, erps, once === true ? undefined : port),
    );
  } finally {
    await erps?.stop();
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
  erps: DemoErps | undefined,
  port: number | undefined,
): Promise<ExitCode> {
  const { platform } = embedded;
  const once = port === undefined;
  const after = await lastFinishedRun(platform);
  const since = platform.clock.now();
  const made = erps ? demoConnections(context.environment.tenant, erps) : undefined;
  const worker = made ? await demoWorker(context, embedded, made) : await embedded.worker();
  const api = port === undefined ? undefined : await apiOf(embedded, view, port);
  const { signal } = context.io;
  const installation = directoryInstallation(embedded);
  const following: FollowOptions = { installation, view, signal, elsewhere: false, since };
  try {
    await introduce(context, embedded, erps, api && { ...api, wanted: port });
    const code = made || once ? await firstRuns(context, following, made) : exitCodes.done;
    if (made && !signal.aborted) sayHowToLookFurther(context, once, made);
    if (once || signal.aborted) return once ? code : exitCodes.done;
    sayWhatGoesOn(context, erps);
    const from = erps ? await lastFinishedRun(platform) : after;
    const changing = erps ? keepChanging(erps, platform.clock, signal) : undefined;
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
async function demoWorker(
  { io }: Context,
  embedded: Embedded,
  connections: readonly DemoConnection[],
): Promise<Worker> {
  const { platform } = embedded;
  const release = platform.directory.lockWorker();
  try {
    await setUpDemo(platform, io.cwd, connections);
  } finally {
    release();
  }
  const worker = await embedded.worker();
  if (!(await isSetUp(platform, connections))) await setUpDemo(platform, io.cwd, connections);
  return worker;
}

async function introduce(
  context: Context,
  { platform }: Embedded,
  erps: DemoErps | undefined,
  api: (Api & { readonly wanted: number | undefined }) | undefined,
): Promise<void> {
  const { environment, io, say, emit } = context;
  const states = await connectionStates(platform, environment.tenant);
  emit({
    ...{ type: 'started', home: environment.home, pid: process.pid },
    ...(erps ? { demo: erps.odata.url, nordic: erps.nordic.url } : {}),
    ...(api ? { api: api.url } : {}),
  });
  say(`data directory  ${environment.home}`);
  if (erps) {
    say(`demo ERP        ${erps.odata.url}${erps.odata.servicePath} (OData V4, generated data)`);
    say(`Nordic demo ERP ${erps.nordic.url}${erps.nordic.basePath} (REST, two companies)`);
  }
  if (api) say(`consumer API    ${api.url}/v1${api.port === api.wanted ? '' : ` (port ${api.wanted} is taken)`}`);
  say('');
  for (const line of connectionLines(states, platform.clock.now(), io.columns, true)) say(line);
  say('');
}

type Asked = { readonly request: RunRequest; readonly execution: string };

/**
 * Runs the demo's connections at the same time, or else all of the tenant's that are not paused, one after the other, and
 * shows each to its end. Throws NotFound where there is none.
 */
async function firstRuns(
  context: Context,
  options: FollowOptions,
  made: readonly DemoConnection[] | undefined,
): Promise<ExitCode> {
  const { installation } = options;
  const wanted = made ?? (await connectionsToRun(context, options));
  const ask = async ({
    tenant,
    name: connection,
    connector,
  }: Pick<Connection, 'tenant' | 'name' | 'connector'>): Promise<Asked> => {
    const request: RunRequest = { tenant, connection, connector, trigger: 'manual', mode: 'incremental', streams: [] };
    return { request, execution: await installation.requestRun(request) };
  };
  const underWay = made ? await Promise.all(made.map(ask)) : [];
  let code: ExitCode = exitCodes.done;
  for (const [index, connection] of wanted.entries()) {
    if (options.signal.aborted) return exitCodes.unsuccessful;
    const own = await showRun(context, options, underWay[index] ?? (await ask(connection)), made !== undefined);
    if (own !== exitCodes.done) code = own;
  }
  return code;
}

async function connectionsToRun(
  { environment: { tenant } }: Context,
  { installation }: FollowOptions,
): Promise<readonly Connection[]> {
  const found = (await listConnections(installation.platform, tenant)).filter((connection) => !connection.paused);
  if (found.length > 0) return found;
  throw new TributaryError('NotFound', {
    code: 'connection-none',
    message: `Tenant "${tenant}" has no connection to run: "tributary connection add --help" says how to make one.`,
  });
}

async function showRun(
  context: Context,
  options: FollowOptions,
  { request, execution }: Asked,
  ofTenants: boolean,
): Promise<ExitCode> {
  const { tenant, connection, connector } = request;
  if (ofTenants) context.say(`tenant ${tenant}, connection ${connection} (${connector})`);
  const followed = await followRequest(options, request, execution);
  options.view.end();
  const code = reportFollowed(context, connection, followed);
  context.say('');
  return code;
}

function sayHowToLookFurther({ say, io }: Context, once: boolean, made: readonly DemoConnection[]): void {
  const home = io.env['TRIBUTARY_HOME'] ?? '';
  const prefix = home === '' ? '' : `TRIBUTARY_HOME=${shellWord(home)} `;
  const other = made.at(-1)?.tenant ?? '';
  const commands = [
    ['status', 'what goes on'],
    [`status --tenant ${other}`, 'another tenant'],
    ['run show demo/1', 'how it went'],
    ['records list --entity supplier-invoice', 'the entities'],
    ['records compare party --left demo --right nordic', 'what differs'],
    ['events tail information.supplier-invoice', 'the events'],
    ...(once ? [] : [['run demo --full', 'read all again'] as const]),
    ['--help', 'all commands'],
  ] as const;
  if (once) say('The demo ERPs have stopped with this command; "npm start" keeps them running.');
  say(once ? 'To look further:' : 'To look further, in another terminal:');
  for (const [command, what] of commands) say(`  ${prefix}npx tributary ${command.padEnd(48)}  ${what}`);
  say('');
}

function sayWhatGoesOn({ say }: Context, erps: DemoErps | undefined): void {
  if (erps) say('The demo ERPs change some records every 20 s; the connections run every minute.');
  say('Working until Ctrl-C. One line per run:');
}
