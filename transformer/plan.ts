import type {
  Connection,
  ConnectorArtefact,
  ConnectorRegistration,
  StreamDefinition,
} from '../core/connector/model.ts';
import { TributaryError } from '../core/errors.ts';
import { firstVisit, mostStreams, type Visit } from '../core/execution-budget.ts';
import { extensionOf, type Run, type RunKey } from '../core/run.ts';
import {
  type Catalogue,
  getArtefact,
  getConnection,
  getRegistration,
  keepPlan,
  type RunPlan,
  type StreamPlan,
} from '../platform/catalogue.ts';
import { takeConnectionLease } from '../platform/connection-lease.ts';
import { presentExtension } from '../platform/extensions.ts';
import type { Clock, Coordination, Executions, Ledger } from '../platform/ports.ts';
import type { StreamCompiler } from './compiled-stream.ts';
import { mayHaveLeftovers, noteLeftovers } from './leftovers.ts';

export type PlanDeps = Catalogue & {
  readonly ledger: Ledger;
  readonly coordination: Coordination;
  readonly executions: Executions;
  readonly clock: Clock;
  readonly compiler: StreamCompiler;
  /** Visits of Extract in one execution, all streams together; see core/execution-budget.ts. */
  readonly visitsPerExecution?: number;
};

/** The input of an execution; distributor/start-run.ts writes it. */
export type PlanRequest = {
  readonly tenant: string;
  readonly connection: string;
  readonly trigger: string;
  readonly mode: 'incremental' | 'full';
  readonly streams: readonly string[];
};

/** What the state machine goes on with: names, and how often each stream may be visited. */
export type PlanOutput = {
  readonly outcome: 'planned' | 'skipped';
  readonly reason: string;
  readonly run: RunKey | null;
  readonly streams: readonly { readonly name: string; readonly visit: Visit }[];
};

const skipped = (reason: string): PlanOutput => ({ outcome: 'skipped', reason, run: null, streams: [] });

/**
 * The Plan state: takes the connection's lease, opens its next run or continues the one that is open, and decides which
 * streams are read, from which watermark, which fields the mapping needs, and whether an older version of a record may
 * still come. A continued run keeps its first plan.
 */
export async function plan(deps: PlanDeps, execution: string, request: PlanRequest): Promise<PlanOutput> {
  const connection = await getConnection(deps, request.tenant, request.connection);
  if (connection.paused && request.trigger === 'schedule') return skipped(`connection ${connection.name} is paused`);
  const lease = await takeConnectionLease(deps, request, execution);
  if (!lease.ok) return skipped(`another run of ${connection.name} is under way`);
  try {
    const run = await deps.ledger.openRun(await whatToOpen(deps, connection, request), execution, lease.fence);
    await keepPlan(deps, run, await planStreams(deps, run));
    const { tenant, connection: name, run: number } = run;
    const visit = firstVisit(run.streams.length, deps.visitsPerExecution);
    const streams = run.streams.map((stream) => ({ name: stream, visit }));
    return { outcome: 'planned', reason: '', run: { tenant, connection: name, run: number }, streams };
  } catch (error) {
    // A run that was opened is closed by FailRun, which needs the lease; one that was not must not block the next.
    const [open] = await deps.ledger.runs(connection.tenant, connection.name, 1);
    if (open?.executions.at(-1) !== execution) await deps.coordination.release(lease.fence);
    throw error;
  }
}

type RunToOpen = Parameters<Ledger['openRun']>[0];

/** The run that is open, as it began, whatever was registered since; or a new one by the present registration. */
async function whatToOpen(deps: PlanDeps, connection: Connection, request: PlanRequest): Promise<RunToOpen> {
  const [open] = await deps.ledger.runs(connection.tenant, connection.name, 1);
  if (open?.status === 'running') return open;
  // Before there is a newer run: from then on nobody would look at this one again.
  if (open) await noteLeftovers(deps, open);
  const { number: registration, digest } = await getRegistration(deps, connection.connector);
  const streams = chooseStreams(connection, await getArtefact(deps, digest), request.streams);
  const { tenant, trigger, mode } = request;
  const extension = (await presentExtension(deps, tenant))?.number;
  const pinned = { connector: connection.connector, registration, ...(extension !== undefined && { extension }) };
  return { tenant, connection: connection.name, trigger, ...pinned, mode, streams };
}

/** The streams asked for, or those the connection enables, or all; in the connector's order. */
function chooseStreams(
  connection: Connection,
  { definition }: ConnectorArtefact,
  asked: readonly string[],
): readonly string[] {
  const all = Object.keys(definition.streams);
  const unknown = asked.filter((stream) => !all.includes(stream));
  if (unknown.length > 0) {
    const message = `Connector ${definition.name} has no stream "${unknown.join('", "')}"; it has ${all.join(', ')}.`;
    throw new TributaryError('InvalidInput', { code: 'stream-unknown', message });
  }
  const enabled = asked.length > 0 ? asked : (connection.streams ?? all);
  const chosen = all.filter((stream) => enabled.includes(stream));
  if (chosen.length > mostStreams) {
    const message = `Connection ${connection.name} reads ${chosen.length} streams; ${mostStreams} are the most that one run can read. Make several connections with some of the streams each.`;
    throw new TributaryError('InvalidInput', { code: 'too-many-streams', message });
  }
  if (chosen.length > 0) return chosen;
  const message = `Connection ${connection.name} enables ${enabled.join(', ')}, none of which connector ${definition.name} has (any more): it has ${all.join(', ')}.`;
  throw new TributaryError('InvalidInput', { code: 'no-stream', message });
}

/** From the run's own registration, which may be older than the present one. */
async function planStreams(deps: PlanDeps, run: Run): Promise<RunPlan> {
  const registration: ConnectorRegistration = await getRegistration(deps, run.connector, run.registration);
  const { definition } = await getArtefact(deps, registration.digest);
  const lagging = await mayLag(deps, run);
  const streams: Record<string, StreamPlan> = {};
  for (const stream of run.streams) {
    const watermark = run.mode === 'full' ? undefined : await deps.ledger.watermark({ ...run, stream });
    const { mapping } = await deps.compiler(run.connector, run.registration, stream, extensionOf(run));
    const fields = neededFields(definition.streams[stream], mapping.sourceFields);
    const touch = await mayHaveLeftovers(deps, { ...run, stream });
    streams[stream] = {
      ...(watermark === undefined ? {} : { watermark }),
      ...(fields ? { fields } : {}),
      ...(touch ? { touch } : {}),
      ...(lagging && !touch ? { mayLag: true } : {}),
    };
  }
  return { streams };
}

/** Reads that lag do so by a second or less; nothing says by how much at most, so minutes are allowed. */
const quietMs = 5 * 60_000;

/** Whether the connection's last run ended long enough ago that every reader sees what it stored. */
async function mayLag({ ledger, clock }: PlanDeps, { tenant, connection }: Run): Promise<boolean> {
  const [, previous] = await ledger.runs(tenant, connection, 2);
  if (previous === undefined) return true;
  return previous.endedAt !== undefined && clock.now().getTime() - Date.parse(previous.endedAt) > quietMs;
}

/** What the mapping reads, the key and the cursor; undefined when the ERP takes no list of fields or all are needed. */
function neededFields(
  stream: StreamDefinition | undefined,
  sourceFields: readonly string[] | '*',
): readonly string[] | undefined {
  if (!stream?.select || sourceFields === '*') return undefined;
  const cursor = stream.cursor ? [stream.cursor.field] : [];
  const excluded = stream.select.exclude ?? [];
  return [...new Set([...stream.primaryKey, ...cursor, ...sourceFields])]
    .filter((field) => !excluded.includes(field))
    .sort();
}
