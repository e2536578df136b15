import type { Command } from 'commander';
import { type CommonOptions, type Context, createContext } from './context.ts';
import { type ExitCode, type ExitName, exitCodes, exitMeanings } from './exit-codes.ts';
import type { Io } from './io.ts';

/** Where a command is added to, and where its exit code goes. */
export type Cli = { readonly io: Io; finish(code: ExitCode): void };

/** What a command's `--help` says apart from its arguments and options. */
export type CommandText = {
  readonly summary: string;
  /** Sentences below the usage; the summary when absent. */
  readonly description?: string;
  /** Command lines without `tributary`. */
  readonly examples: readonly [string, ...string[]];
  /** Exit codes apart from done, badInput and storageFailed, which every command has. */
  readonly exits?: readonly ExitName[];
  /** It opens neither a data directory nor a stage. */
  readonly opensNothing?: boolean;
};

/** Adds a command with the options, examples and exit codes that all have. */
export function addCommand(parent: Command, usage: string, text: CommandText): Command {
  const always: readonly ExitName[] = ['done', 'badInput', 'storageFailed'];
  const exits = (Object.keys(exitCodes) as ExitName[]).filter(
    (name) => always.includes(name) || text.exits?.includes(name),
  );
  const command = parent
    .command(usage)
    .summary(text.summary)
    .description(text.description ?? text.summary)
    .option('--json', 'answer in JSON, for programs')
    .option('--tenant <name>', 'whose data (default: TRIBUTARY_TENANT, or "default")')
    .addHelpText('after', helpAfter(text.examples, exits));
  if (text.opensNothing === true) return command;
  return command
    .option('--stage <name>', 'a stage on AWS instead of the data directory (default: TRIBUTARY_STAGE)')
    .option('--region <name>', 'where the stage is (default: AWS_REGION, or that of the AWS profile)');
}

function helpAfter(examples: readonly string[], exits: readonly ExitName[]): string {
  return [
    '',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...examples.map((example) => `  $ tributary ${example}`),
    '',
    'Exit codes:',
    ...exits.map((name) => `  ${exitCodes[name]}  ${exitMeanings[name]}`),
  ].join('\n');
}

/** Adds a command that only holds others. */
export function addGroup(parent: Command, name: string, summary: string, example: string): Command {
  return parent
    .command(name)
    .summary(summary)
    .description(summary)
    .addHelpText('after', helpAfter([`${name} ${example}`], ['done', 'badInput']));
}

/** Runs `work` with the context, the command's options and its arguments; without a code of its own the command is done. */
export function action<Options extends object, Arguments extends readonly unknown[]>(
  cli: Cli,
  command: Command,
  work: (context: Context, options: Options & CommonOptions, ...args: Arguments) => Promise<ExitCode | undefined>,
): void {
  command.action(async () => {
    // Also those that stand before a command of a command: `run --stage dev show demo/1`.
    const options = command.optsWithGlobals<Options & CommonOptions>();
    const context = createContext(cli.io, options);
    cli.finish((await work(context, options, ...(command.processedArgs as unknown as Arguments))) ?? exitCodes.done);
  });
}
