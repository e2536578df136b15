import type { Executions, Ids } from '../platform/ports.ts';

/** What starts an execution of the Sync machine; all of its input, and small. */
export type RunRequest = {
  readonly tenant: string;
  readonly connection: string;
  readonly connector: string;
  readonly trigger: 'manual' | 'schedule' | 'resume';
  readonly mode: 'incremental' | 'full';
  /** Streams to read; all that the connection has when empty. */
  readonly streams: readonly string[];
};

/** Starts an execution and gives its id. Whether a run comes of it is decided by Plan, which takes the lease. */
export async function startRun(
  deps: { readonly executions: Executions; readonly ids: Ids },
  request: RunRequest,
  name?: string,
): Promise<string> {
  return deps.executions.start(request.connector, name ?? executionName(request, deps.ids), request);
}

/** Readable in a console, and at most the 80 characters that Step Functions allows. */
export function executionName({ tenant, connection }: Pick<RunRequest, 'tenant' | 'connection'>, ids: Ids): string {
  const id = ids.next();
  return `${`${tenant}.${connection}`.slice(0, 79 - id.length)}.${id}`;
}
