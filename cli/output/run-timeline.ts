import type { ExecutionEvent } from '../../platform/ports.ts';

/** One state of an execution, per stream where it is in the Map; all visits together. */
export type StateTime = {
  readonly state: string;
  readonly stream?: string;
  readonly visits: number;
  readonly seconds: number;
  readonly retries: number;
  /** The last failure, whether it was retried, caught or neither. */
  readonly error?: { readonly name: string; readonly message: string };
  /** What the ERP asked for, or what else the last visit waits for. */
  readonly wait?: { readonly seconds: number; readonly reason: string };
  /** It had not ended when the execution did, or has not yet. */
  readonly open: boolean;
};

type Visit = {
  state: string;
  stream?: string;
  since: number;
  until?: number;
  retries: number;
  error?: StateTime['error'];
  wait?: StateTime['wait'];
};
type Detail = { readonly index?: number; readonly input?: unknown; readonly error?: StateTime['error'] };

/** How long each state took and what was retried, from the journal of an execution; `end` is when it ended, or now. */
export function timelineOf(history: readonly ExecutionEvent[], end: Date): readonly StateTime[] {
  const visits: Visit[] = [];
  /** What each iteration of the Map is in, and the execution itself. */
  const lanes = new Map<number | undefined, Visit>();
  for (const event of history) {
    const detail = (event.detail ?? {}) as Detail;
    const at = Date.parse(event.at);
    const visit = lanes.get(detail.index);
    switch (event.type) {
      case 'StateEntered': {
        if (visit) visit.until ??= at;
        const state = event.state ?? '';
        const wait = state === 'WaitForErp' ? waitIn(detail.input) : {};
        const entered: Visit = { state, ...streamIn(detail.input), ...wait, since: at, retries: 0 };
        lanes.set(detail.index, entered);
        visits.push(entered);
        break;
      }
      case 'StateExited':
        // The Map itself exits after its iterations have taken over no lane of its own.
        if (visit && visit.state === event.state) visit.until ??= at;
        break;
      case 'StateRetried':
        if (visit) visit.retries += 1;
        break;
      default:
        if (visit && visit.state === event.state && detail.error) visit.error = detail.error;
    }
  }
  return merge(visits, end);
}

function streamIn(input: unknown): { readonly stream?: string } {
  const stream = input !== null && typeof input === 'object' && 'stream' in input ? input.stream : undefined;
  return typeof stream === 'string' ? { stream } : {};
}

/** What Extract gave on the way to the wait. */
function waitIn(input: unknown): { readonly wait?: NonNullable<StateTime['wait']> } {
  const { extracted } = (input ?? {}) as {
    readonly extracted?: { readonly waitSeconds?: unknown; readonly reason?: unknown };
  };
  if (typeof extracted?.waitSeconds !== 'number') return {};
  const reason = typeof extracted.reason === 'string' ? extracted.reason : '';
  return { wait: { seconds: extracted.waitSeconds, reason } };
}

function merge(visits: readonly Visit[], end: Date): readonly StateTime[] {
  const merged = new Map<string, StateTime>();
  for (const { state, stream, since, until, retries, error, wait } of visits) {
    const key = `${state} ${stream ?? ''}`;
    const before = merged.get(key);
    const last = error ?? before?.error;
    merged.set(key, {
      state,
      ...(stream === undefined ? {} : { stream }),
      visits: (before?.visits ?? 0) + 1,
      seconds: (before?.seconds ?? 0) + ((until ?? end.getTime()) - since) / 1000,
      retries: (before?.retries ?? 0) + retries,
      ...(last === undefined ? {} : { error: last }),
      ...(wait === undefined ? {} : { wait }),
      open: until === undefined,
    });
  }
  return [...merged.values()];
}
