import type { Executions, Ids } from '../platform/ports.ts';

/** What starts an execution of the Sync machine; all of its input, and small. */
export type RunRequest = {
  readonly tenant: string;
  readonly connection: string;
  readonly trigger: 'manual' | 'schedule' | 'resume';
  readonly mode: 'incremental' | 'full';
  /** Streams to read; all that the connection has when empty. */
  readonly streams: readonly string[];
};

/** Starts an execution and gives its id. Whether a run comes of it is decided by Plan, which takes the lease. */
export async function startRun(
  deps: { readonly executions: Executions; readonly ids: Ids },
  request: RunRequest,
  execution?: string,
): Promise<string> {
  const id = execution ?? `${request.tenant}.${request.connection}.${deps.ids.next()}`;
  await deps.executions.start(id, request);
  return id;
}
