import type { RunSnapshot, StreamSnapshot } from '../../../cli/follow/snapshot.ts';
import { countOutcomes } from '../../../core/outcome.ts';

export const start: number = Date.UTC(2026, 0, 1);
export const after = (seconds: number): Date => new Date(start + seconds * 1_000);

export function stream(name: string, records: number, more: Partial<StreamSnapshot> = {}): StreamSnapshot {
  return { stream: name, records, done: false, processed: records, outcomes: countOutcomes([]), ...more };
}

/** A run in the midst of things. */
export function snapshot(
  streams: readonly StreamSnapshot[],
  status: RunSnapshot['run']['status'] = 'running',
): RunSnapshot {
  return {
    run: {
      tenant: 'default',
      connection: 'demo',
      run: 1,
      status,
      trigger: 'manual',
      connector: 'demo-odata',
      registration: 1,
      mode: 'incremental',
      streams: streams.map((one) => one.stream),
      executions: ['x'],
      fence: { lease: 'l', token: 1 },
      startedAt: new Date(start).toISOString(),
    },
    streams,
  };
}
