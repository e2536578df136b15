import type { Run } from '../../core/run.ts';
import { listConnections } from '../../platform/catalogue.ts';
import type { Documents, Ledger } from '../../platform/ports.ts';

export type ConsoleStatusDeps = {
  readonly documents: Documents;
  readonly ledger: Ledger;
  readonly stage: string;
  readonly version: string;
};

/** What an HTTP API passes to its function of the caller's token: claims are text. */
export type StatusRequest = {
  readonly requestContext: {
    readonly authorizer?: { readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> } };
  };
};
export type StatusAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * Answers with what stands in the ledger: the tenant's open runs and the last run of each connection. The tenant comes
 * from the token, which only an administrator can change; without one the answer is 403, and it says what to do.
 */
export async function consoleStatus(deps: ConsoleStatusDeps, request: StatusRequest): Promise<StatusAnswer> {
  const tenant = request.requestContext.authorizer?.jwt?.claims?.['custom:tenant'];
  if (typeof tenant !== 'string' || tenant === '') {
    const message = 'Your account belongs to no tenant yet: an administrator sets the attribute custom:tenant.';
    return answer(403, { error: 'tenant-missing', message });
  }
  const [connections, open] = await Promise.all([listConnections(deps, tenant), deps.ledger.openRuns()]);
  const overview = await Promise.all(
    connections.map(async ({ name, connector, paused }) => {
      const [last] = await deps.ledger.runs(tenant, name, 1);
      return { name, connector, paused: paused === true, lastRun: last ? summary(last) : null };
    }),
  );
  const openRuns = open.filter((run) => run.tenant === tenant).map(summary);
  return answer(200, { stage: deps.stage, version: deps.version, tenant, openRuns, connections: overview });
}

function summary({ connection, run, status, trigger, startedAt, endedAt, error }: Run): object {
  return { connection, run, status, trigger, startedAt, ...(endedAt && { endedAt }), ...(error && { error }) };
}

function answer(statusCode: number, body: object): StatusAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
