import { Command, CommanderError } from 'commander';
import packageFile from '../package.json' with { type: 'json' };
import type { Cli } from './command.ts';
import { commands } from './commands.ts';
import { type ExitCode, exitCodeOf, exitCodes, exitMeanings } from './exit-codes.ts';
import { type Io, processIo } from './io.ts';
import { printable } from './output/printable.ts';
import { reportError, reportUsage } from './output/report-error.ts';

const variables: readonly (readonly [string, string])[] = [
  ['TRIBUTARY_HOME', 'the data directory (default: .tributary)'],
  ['TRIBUTARY_STAGE', 'a stage on AWS, unless --stage says: it comes before the data directory'],
  ['AWS_REGION', 'where the stage is, unless --region says (AWS_PROFILE and others as usual)'],
  ['TRIBUTARY_TENANT', 'whose data, unless --tenant says (default: default)'],
  ['TRIBUTARY_KEY', '32 random bytes that encrypt the secrets (default: a key file)'],
  ['TRIBUTARY_ALLOW_HOSTS', 'private hosts that connectors may reach: erp.lan,10.0.0.5:8443'],
  ['TRIBUTARY_MAX_DATABASE_MB', 'largest size of the database'],
  ['TRIBUTARY_SECRET_<NAME>', 'a secret parameter for "connection add"'],
  ['TRIBUTARY_DEBUG', '1: errors come with their stack'],
];

/** The `tributary` command with all it can do. */
function createProgram(cli: Cli): Command {
  const program = new Command('tributary')
    .description(packageFile.description)
    .version(packageFile.version)
    .exitOverride()
    .enablePositionalOptions()
    .configureHelp({ helpWidth: Math.min(cli.io.columns, 100) })
    .configureOutput({
      writeOut: (text) => cli.io.out.write(text),
      writeErr: (text) => cli.io.err.write(printable(text)),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('Try --help.')
    .addHelpText('after', () =>
      [
        '',
        'Environment:',
        ...variables.map(([name, meaning]) => `  ${name.padEnd(26)} ${meaning}`),
        '',
        'Exit codes:',
        ...Object.entries(exitMeanings).map(
          ([name, text]) => `  ${exitCodes[name as keyof typeof exitCodes]}  ${text}`,
        ),
      ].join('\n'),
    );
  for (const add of commands) add(program, cli);
  return program;
}

/** Carries out one command line and gives its exit code. Never throws. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let code: ExitCode = exitCodes.done;
  const finish = (given: ExitCode): void => {
    code = given;
  };
  try {
    await createProgram({ io, finish }).parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    // Help and version were asked for, or commander has said what is wrong with the usage.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.done;
      if (argv.includes('--json')) reportUsage(io, error.message);
      return exitCodes.badInput;
    }
    reportError(io, argv.includes('--json'), error);
    return exitCodeOf(error);
  }
}

/** The process: what launch.mjs starts. Ends it also when something still runs, because after a fault nothing may go on. */
export async function main(): Promise<void> {
  const io = processIo();
  const code = await runCli(process.argv.slice(2), io);
  process.exit(
    await io.out.flush().then(
      () => code,
      (error: unknown) => {
        // Otherwise the command has said it.
        if (code === exitCodes.done) reportError(io, false, error);
        return code === exitCodes.done ? exitCodeOf(error) : code;
      },
    ),
  );
}
