import { type Environment, type Overrides, readEnvironment } from './environment.ts';
import type { Io } from './io.ts';
import { printable } from './output/printable.ts';
import { type Style, styleFor } from './output/style.ts';

/** What every command works with. */
export type Context = {
  readonly io: Io;
  readonly environment: Environment;
  /** Whether `--tenant` was given; a file may name the tenant otherwise. */
  readonly tenantGiven: boolean;
  readonly json: boolean;
  readonly style: Style;
  /** The answer of the command: the document with --json, the lines without. */
  answer(document: unknown, lines: () => readonly string[]): void;
  /** A line for people: on standard output, or nowhere with --json. */
  say(line: string): void;
  /** One JSON document of a stream (NDJSON); nothing without --json. */
  emit(document: unknown): void;
  /** A line beside the answer, such as a warning: on standard error. */
  warn(line: string): void;
  /** A command line to go on with, on the same installation: `tributary run acme --stage dev`. */
  next(command: string): string;
};

/** Options every command has, or all but a few. */
export type CommonOptions = Overrides & { readonly json?: boolean };

/** Throws ProblemsFound for malformed environment variables. */
export function createContext(io: Io, options: CommonOptions): Context {
  const json = options.json === true;
  const style = styleFor(io);
  const line = (text: string): void => io.out.write(`${printable(text, style)}\n`);
  const document = (value: unknown, indent?: number): void =>
    io.out.write(`${printable(JSON.stringify(value, undefined, indent))}\n`);
  return {
    io,
    environment: readEnvironment(io.env, io.cwd, options),
    tenantGiven: options.tenant !== undefined,
    json,
    style,
    answer: (value, lines) => {
      if (json) document(value, 2);
      else for (const text of lines()) line(text);
    },
    say: (text) => {
      if (!json) line(text);
    },
    emit: (value) => {
      if (json) document(value);
    },
    warn: (text) => io.err.write(`${printable(text)}\n`),
    next: (command) => ['tributary', command, ...placeOptions(options)].join(' '),
  };
}

function placeOptions({ stage, region }: CommonOptions): readonly string[] {
  return [
    ...(stage === undefined ? [] : [`--stage ${stage}`]),
    ...(region === undefined ? [] : [`--region ${region}`]),
  ];
}
