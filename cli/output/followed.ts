import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Followed } from '../follow/follow-run.ts';
import { runDocument, runName } from './run-document.ts';
import { errorText, runResultLines } from './run-result.ts';

/** Says what came of a request for a run; the exit code is 0 only where the run succeeded. */
export function reportFollowed(context: Context, connection: string, followed: Followed): ExitCode {
  const { emit, say, style, io } = context;
  switch (followed.kind) {
    case 'ended':
      emit({ type: 'result', ...runDocument(followed.run) });
      for (const line of runResultLines(followed.run, style, io.columns)) say(line);
      return followed.run.status === 'succeeded' ? exitCodes.done : exitCodes.unsuccessful;
    case 'skipped':
      return refuse(
        context,
        'skipped',
        `nothing was run: ${followed.reason}. "${context.next('status')}" shows what is under way.`,
      );
    case 'failed':
      emit({ type: 'result', status: 'failed', error: followed.error });
      context.warn(`error: ${connection} could not be run: ${errorText(followed.error)}`);
      return exitCodes.unsuccessful;
    case 'interrupted':
      return refuse(
        context,
        'interrupted',
        followed.elsewhere
          ? `stopped watching ${nameOf(followed.run)}: ${whoGoesOn(context)} goes on with it ("${context.next('status')}").`
          : `stopped before ${nameOf(followed.run)} had ended; the next "start" or "run" continues it.`,
      );
    case 'deserted':
      return refuse(
        context,
        'deserted',
        `the process that worked on ${nameOf(followed.run)} has ended; the next "start" or "run" continues it.`,
      );
  }
}

function whoGoesOn({ environment: { stage } }: Context): string {
  return stage === undefined ? 'the process that works on the data directory' : `stage ${stage}`;
}

function nameOf(run: { readonly connection: string; readonly run: number } | undefined): string {
  return run === undefined ? 'the run' : `run ${runName(run)}`;
}

function refuse({ emit, warn }: Context, status: string, message: string): ExitCode {
  emit({ type: 'result', status, message });
  warn(message);
  return exitCodes.unsuccessful;
}
