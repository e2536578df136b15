import { Command, CommanderError } from 'commander';
import type { Cli } from '../../cli/command.ts';
import { commands } from '../../cli/commands.ts';

/** The commands of the program, none of which does anything. */
function idleProgram(): Command {
  const program = new Command('tributary')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  const cli = { io: {}, finish: () => undefined } as unknown as Cli;
  for (const add of commands) add(program, cli);
  for (const command of allOf(program))
    if (command.commands.length === 0 || hasAction(command)) command.action(() => undefined);
  return program;
}

function allOf(command: Command): readonly Command[] {
  return command.commands.flatMap((child) => [child, ...allOf(child)]);
}

/** Commander keeps it to itself: a group has none, and says its help instead. */
function hasAction(command: Command): boolean {
  return (command as unknown as { readonly _actionHandler: unknown })._actionHandler !== null;
}

/** Each command as it is typed: `['run']`, `['run', 'show']`. */
export function commandPaths(
  command: Command = idleProgram(),
  before: readonly string[] = [],
): readonly (readonly string[])[] {
  return command.commands.flatMap((child) => {
    const path = [...before, child.name()];
    return [path, ...commandPaths(child, path)];
  });
}

/** What is wrong with a command line (without `tributary`); undefined when the program takes it. `<…>` stands for a value. */
export function parseCommand(line: string): string | undefined {
  const args = line.replaceAll(/<[^>]+>/g, 'value').split(/\s+/);
  try {
    idleProgram().parse(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
}
