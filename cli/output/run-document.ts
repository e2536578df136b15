import type { Run } from '../../core/run.ts';

/** A run as every command gives it with --json. */
export type RunDocument = {
  /** `<connection>/<number>` */
  readonly run: string;
  readonly tenant: string;
  readonly status: Run['status'];
  readonly trigger: string;
  readonly mode: Run['mode'];
  readonly connector: string;
  readonly registration: number;
  readonly executions: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly seconds?: number;
  readonly streams: readonly string[];
  readonly results?: Run['results'];
  readonly error?: Run['error'];
};

export function runName(run: { readonly connection: string; readonly run: number }): string {
  return `${run.connection}/${run.run}`;
}

export function runDocument(run: Run): RunDocument {
  const { tenant, status, trigger, mode, connector, registration, startedAt, endedAt, streams, results, error } = run;
  return {
    run: runName(run),
    tenant,
    status,
    trigger,
    mode,
    connector,
    registration,
    executions: run.executions.length,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt, seconds: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 }),
    streams,
    ...(results === undefined ? {} : { results }),
    ...(error === undefined ? {} : { error }),
  };
}
