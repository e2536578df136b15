import { messageOf, TributaryError } from '../../core/errors.ts';
import { formatProblem, type Problem } from '../../core/problem.ts';
import type { Io } from '../io.ts';
import { ProblemsFound } from '../problems-found.ts';
import { OutputFailed } from '../standard-output.ts';
import { printable } from './printable.ts';

/** Says what went wrong, in lines without a stack (unless TRIBUTARY_DEBUG=1); with --json also as a document. */
export function reportError(io: Io, json: boolean, error: unknown): void {
  if (error instanceof OutputFailed && error.quiet) return;
  const tell = (text: string): void => io.err.write(`${printable(text)}\n`);
  const problems = error instanceof ProblemsFound ? error.problems : [];
  for (const problem of problems) tell(problemText(problem));
  tell(`error: ${lineOf(error)}`);
  if (io.env['TRIBUTARY_DEBUG'] === '1' && Error.isError(error)) tell(stackOf(error));
  if (json) io.out.write(`${printable(JSON.stringify({ error: documentOf(error) }))}\n`);
}

/** The document of a usage that commander has refused, and told in its own words, which end with what to try. */
export function reportUsage(io: Io, text: string): void {
  const message = text.replace(/^error: /, '').trim();
  const error = { name: 'InvalidInput', code: 'usage', message };
  io.out.write(`${printable(JSON.stringify({ error }))}\n`);
}

/** Variables and options have a name and no lines. */
function problemText(problem: Problem): string {
  const text = formatProblem(problem);
  return /^(TRIBUTARY_\w+|--\w+|\(command line\))$/.test(problem.file) ? text.replace(/:\d+:\d+ {2}/, ': ') : text;
}

function lineOf(error: unknown): string {
  if (error instanceof TributaryError) return error.message;
  // A defect: the name helps whoever reports it.
  const name = Error.isError(error) ? `${error.name}: ` : '';
  return `unexpected ${name}${messageOf(error)} (TRIBUTARY_DEBUG=1 shows where)`;
}

function documentOf(error: unknown): object {
  if (!(error instanceof TributaryError)) return { name: 'Error', message: messageOf(error) };
  const { name, code, message } = error;
  return { name, code, message, ...(error instanceof ProblemsFound ? { problems: error.problems } : {}) };
}

function stackOf(error: Error): string {
  if (error.cause === undefined) return String(error.stack);
  return `${error.stack}\ncaused by ${Error.isError(error.cause) ? error.cause.stack : String(error.cause)}`;
}
