import type { RunError } from '../../core/run.ts';
import type { ExecutionEvent } from '../ports.ts';
import type { ExecutionEnd } from './execution-journal.ts';

/** An event of the interpreter, as far as it is journalled. Its own types leave ExecutionTimeout out. */
export type InterpreterEvent = {
  readonly type: string;
  readonly index?: number;
  readonly state?: { readonly name: string; readonly input?: unknown; readonly output?: unknown };
  readonly parentState?: { readonly name: string };
  readonly input?: unknown;
  readonly output?: unknown;
  readonly Error?: string;
  readonly Cause?: unknown;
  readonly retry?: { readonly attempt: number };
};

/** An event as it is journalled: the input on entry, the output on exit, and what a failure or a retry is about. */
export function journalEvent(event: InterpreterEvent): Omit<ExecutionEvent, 'at'> {
  const state = event.state?.name ?? event.parentState?.name;
  const exited = event.type === 'StateExited';
  const entered = event.type === 'StateEntered' || event.type === 'ExecutionStarted';
  const detail = {
    index: event.index,
    input: entered ? (event.state?.input ?? event.input) : undefined,
    output: exited ? event.state?.output : event.output,
    error: event.Error === undefined ? undefined : errorOf(event),
    attempt: event.retry?.attempt,
  };
  const known = Object.values(detail).some((value) => value !== undefined);
  return { type: event.type, ...(state !== undefined && { state }), ...(known && { detail }) };
}

/** How the execution has ended, when this event is its last. */
export function endOf(event: InterpreterEvent): ExecutionEnd | undefined {
  switch (event.type) {
    case 'ExecutionSucceeded':
      return { status: 'succeeded', output: event.output };
    case 'ExecutionFailed':
      return { status: 'failed', error: errorOf(event) };
    case 'ExecutionTimeout':
      return {
        status: 'failed',
        error: { name: 'States.Timeout', message: 'The execution took longer than its TimeoutSeconds.' },
      };
    default:
      return undefined;
  }
}

function errorOf(event: InterpreterEvent): RunError {
  const { Cause: cause } = event;
  return { name: event.Error ?? 'Error', message: typeof cause === 'string' ? cause : (JSON.stringify(cause) ?? '') };
}
