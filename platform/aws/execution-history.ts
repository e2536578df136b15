import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { parseStateError } from '../../core/errors.ts';
import type { RunError } from '../../core/run.ts';
import type { ExecutionEvent } from '../ports.ts';

/** One iteration of a Map, within which events belong together; undefined is the execution itself. */
type Lane = { readonly map: string; readonly index: number; readonly outer: Lane | undefined };

/** Where an event stands: found from the event before it, which AWS names by its id. */
type Place = {
  readonly type: string;
  readonly state?: string | undefined;
  readonly lane?: Lane | undefined;
  /** Attempts of the state that have failed so far. */
  readonly failures: number;
};

/**
 * The history of an execution in the words of the embedded journal: StateEntered, StateExited, StateFailed, StateRetried,
 * MapIteration…, Execution…. What Step Functions tells beyond that (scheduled, started, submitted) is left out.
 */
export function eventsOf(history: readonly HistoryEvent[]): readonly ExecutionEvent[] {
  const places = new Map<number, Place>();
  return history.flatMap((event, position) => {
    // An emulator names no event before this one; then the one in front of it is the best guess.
    const previous = places.get(event.previousEventId ?? history[position - 1]?.id ?? 0) ?? { type: '', failures: 0 };
    const place = placeOf(event, previous);
    places.set(event.id ?? position + 1, place);
    const translated = translate(event, place, previous);
    return translated ? [{ at: (event.timestamp ?? new Date(0)).toISOString(), ...translated }] : [];
  });
}

const iterationEnds = ['MapIterationSucceeded', 'MapIterationFailed', 'MapIterationAborted'];

function placeOf(event: HistoryEvent, previous: Place): Place {
  const type = event.type ?? '';
  const iteration = iterationOf(event);
  if (iteration) return { type, state: iteration.map, lane: iterationLane(iteration, previous.lane), failures: 0 };
  const entered = event.stateEnteredEventDetails?.name;
  const state = entered ?? event.stateExitedEventDetails?.name ?? previous.state;
  // After the last iteration the Map goes on where it was entered.
  const lane = iterationEnds.includes(previous.type) ? previous.lane?.outer : previous.lane;
  const failures = entered === undefined ? previous.failures + (failureOf(event) ? 1 : 0) : 0;
  return { type, state, lane, failures };
}

function iterationOf(event: HistoryEvent): { readonly map: string; readonly index: number } | undefined {
  const details =
    event.mapIterationStartedEventDetails ??
    event.mapIterationSucceededEventDetails ??
    event.mapIterationFailedEventDetails ??
    event.mapIterationAbortedEventDetails;
  return details && { map: details.name ?? '', index: details.index ?? 0 };
}

/** The event before may be of another iteration of the same Map: where one begins as soon as another has ended. */
function iterationLane(iteration: { readonly map: string; readonly index: number }, lane: Lane | undefined): Lane {
  return { ...iteration, outer: lane?.map === iteration.map ? lane.outer : lane };
}

type Translated = Omit<ExecutionEvent, 'at'>;

function translate(event: HistoryEvent, place: Place, previous: Place): Translated | undefined {
  const { type } = place;
  const told = (as: string, detail: Detail = {}): Translated => inWords(as, place, detail);
  if (type.startsWith('Execution')) return executionEvent(event, type);
  if (type.endsWith('StateEntered'))
    return told('StateEntered', { input: json(event.stateEnteredEventDetails?.input) });
  if (type.endsWith('StateExited')) return told('StateExited', { output: json(event.stateExitedEventDetails?.output) });
  if (iterationOf(event)) return told(type);
  if (isScheduled(type) && previous.failures > 0) return told('StateRetried', { attempt: previous.failures });
  const error = failureOf(event);
  return error && told('StateFailed', { error });
}

/** A task is scheduled again after a failure: AWS has no event of its own for the retry. */
function isScheduled(type: string): boolean {
  return type === 'TaskScheduled' || type === 'LambdaFunctionScheduled';
}

type Detail = {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: RunError | undefined;
  readonly attempt?: number;
  readonly reason?: string;
};

function inWords(type: string, { state, lane }: Pick<Place, 'state' | 'lane'>, detail: Detail): Translated {
  const known = Object.entries({ index: lane?.index, ...detail }).filter(([, value]) => value !== undefined);
  return {
    type,
    ...(state !== undefined && { state }),
    ...(known.length > 0 && { detail: Object.fromEntries(known) }),
  };
}

/** Undefined for a redrive, which this program does not do: it starts a new execution. */
function executionEvent(event: HistoryEvent, type: string): Translated | undefined {
  const told = (detail: Detail, as = type): Translated => inWords(as, {}, detail);
  switch (type) {
    case 'ExecutionStarted':
      return told({ input: json(event.executionStartedEventDetails?.input) });
    case 'ExecutionSucceeded':
      return told({ output: json(event.executionSucceededEventDetails?.output) });
    case 'ExecutionFailed':
      return told({ error: errorOf(event.executionFailedEventDetails ?? {}) });
    case 'ExecutionAborted':
      return told({ reason: event.executionAbortedEventDetails?.cause || 'The execution was stopped.' });
    case 'ExecutionTimedOut':
      return told({}, 'ExecutionTimeout');
    default:
      return undefined;
  }
}

/** How a task has failed, or was ended with its execution. */
function failureOf(event: HistoryEvent): RunError | undefined {
  switch (event.type) {
    case 'TaskTimedOut':
    case 'LambdaFunctionTimedOut':
      return {
        name: 'States.Timeout',
        message:
          (event.taskTimedOutEventDetails ?? event.lambdaFunctionTimedOutEventDetails)?.cause ||
          'The task took longer than its TimeoutSeconds.',
      };
    default: {
      const details =
        event.taskFailedEventDetails ??
        event.taskStartFailedEventDetails ??
        event.taskSubmitFailedEventDetails ??
        event.lambdaFunctionFailedEventDetails ??
        event.lambdaFunctionScheduleFailedEventDetails ??
        event.lambdaFunctionStartFailedEventDetails;
      return details && errorOf(details);
    }
  }
}

function errorOf({
  error,
  cause,
}: {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}): RunError {
  return parseStateError({ Error: error || 'Error', Cause: cause ?? '' });
}

/** Undefined where there is none or, being very large, it was cut short. */
function json(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
