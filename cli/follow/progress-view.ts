import type { Context } from '../context.ts';
import { jsonProgress } from './json-progress.ts';
import { plainProgress } from './plain-progress.ts';
import type { RunSnapshot } from './snapshot.ts';
import { terminalProgress } from './terminal-progress.ts';

/** Shows how a run comes along. */
export type ProgressView = {
  show(snapshot: RunSnapshot, now: Date): void;
  /** A line beside the progress, such as what failed and is tried again. */
  note(line: string): void;
  /** After the run: nothing is redrawn any more. */
  end(): void;
};

/** NDJSON with --json, a redrawn block at a terminal, now and then a line elsewhere. */
export function progressView(context: Context): ProgressView {
  if (context.json) return jsonProgress(context);
  return context.io.isTTY ? terminalProgress(context.io, context.style) : plainProgress(context);
}
