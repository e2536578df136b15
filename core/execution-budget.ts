/**
 * What one execution of the Sync machine may take. Step Functions ends an execution, and no Catch runs, at 25,000 events
 * in its history or 256 KiB in a state; test/infra/sync.lint.test.ts shows from infra/sync.asl.json that these keep it
 * below both.
 */
export const eventLimit = 25_000;
export const stateLimit: number = 256 * 1024;

/** Of all streams together: at 26 events a visit (every attempt but the last fails, then a wait) 20,800 events. */
export const visitsPerExecution = 800;
/** Each with two visits; more streams would leave none of the rest of the state, where every one may fail with a reason. */
export const mostStreams = 400;
/** What the reasons of all streams may take of the state. */
const allReasonBytes = 80_000;

/** A visit of the Extract state to one stream: the how manieth, of how many, and how long the reason of a failure may be. */
export type Visit = { readonly number: number; readonly of: number; readonly reasonBytes: number };

/** The first visit to each of so many streams. */
export function firstVisit(streams: number, visits: number = visitsPerExecution): Visit {
  return {
    number: 1,
    of: Math.max(2, Math.floor(visits / streams)),
    reasonBytes: Math.min(2000, Math.floor(allReasonBytes / streams)),
  };
}
