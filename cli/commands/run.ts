import type { Command } from 'commander';
import { TributaryError } from '../../core/errors.ts';
import type { RunRequest } from '../../distributor/start-run.ts';
import { getArtefact, getRegistration } from '../../platform/catalogue.ts';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { demandConnection } from '../demand-connection.ts';
import type { ExitCode } from '../exit-codes.ts';
import { bringUpToDate } from '../follow/bring-up-to-date.ts';
import { progressView } from '../follow/progress-view.ts';
import type { Installation } from '../installation.ts';
import { collect } from '../option-values.ts';
import { failureReporter } from '../output/failure-reporter.ts';
import { reportFollowed } from '../output/followed.ts';
import { withSession } from '../session.ts';
import { unknownName } from '../unknown-name.ts';
import { addRunShow } from './run-show.ts';

type RunOptions = { readonly stream?: readonly string[]; readonly full?: boolean };

/** `run <connection>` and `run show <id>`. */
export function addRun(program: Command, cli: Cli): void {
  const command = addCommand(program, 'run', {
    summary: 'run a connection now and show its progress',
    description:
      'Brings a connection up to date now, shows progress, and ends with a table per stream. While "tributary start" works on the data directory it is asked to do it; otherwise this process does; on a stage, AWS does. A run that was interrupted is finished first.',
    examples: ['run demo', 'run demo --stream projects --full', 'run demo --json | tail -1'],
    exits: ['unsuccessful', 'notFound'],
  })
    .argument('<connection>', 'its name ("tributary connection list")')
    .option('--stream <name>', 'only this stream; can be repeated', collect)
    .option('--full', 'read everything again, not only what has changed');
  action(cli, command, run);
  addRunShow(command, cli);
}

async function run(context: Context, options: RunOptions, connection: string): Promise<ExitCode> {
  const view = progressView(context);
  return withSession(context, { onFailure: failureReporter(view.note) }, async (installation) => {
    const { tenant } = context.environment;
    const { connector } = await demandConnection(installation.platform, tenant, connection);
    const request: RunRequest = {
      tenant,
      connection,
      connector,
      trigger: 'manual',
      mode: options.full === true ? 'full' : 'incremental',
      streams: options.stream ?? [],
    };
    await checkRequest(installation, request);
    const followed = await bringUpToDate(installation, request, view, context.io.signal);
    return reportFollowed(context, connection, followed);
  });
}

/** What is missing or unknown is said before anything is started. Throws NotFound and InvalidInput. */
async function checkRequest(installation: Installation, { connector, streams }: RunRequest): Promise<void> {
  const { platform } = installation;
  const { definition } = await getArtefact(platform, (await getRegistration(platform, connector)).digest);
  const known = Object.keys(definition.streams);
  const unknown = streams.filter((stream) => !known.includes(stream));
  if (unknown.length > 0) throw unknownName('stream', unknown, known, `of connector ${connector}`);
  const deploy = await installation.missingStack(connector);
  if (deploy !== undefined) throw stackMissing(connector, deploy);
}

function stackMissing(connector: string, deploy: string): TributaryError {
  return new TributaryError('NotFound', {
    code: 'erp-stack-missing',
    message: `The connector ${connector} has no stack of its own yet that could run it. Run: ${deploy}`,
  });
}
