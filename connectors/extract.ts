import { isRetryable, messageOf } from '../core/errors.ts';
import type { Visit } from '../core/execution-budget.ts';
import type { Continuation, Manifest, RunKey } from '../core/run.ts';
import { getArtefact, getConnection, getPlan, getRegistration, type StreamPlan } from '../platform/catalogue.ts';
import { ownRun } from '../platform/connection-lease.ts';
import { readErasures } from '../platform/erasures.ts';
import type { Platform, Publish } from '../platform/ports.ts';
import { addPage, isFull, type PageGroup } from './page-group.ts';
import type { HttpAgents } from './request/agents.ts';
import { allTouched, openSeenKeys, type SeenKeys } from './seen-keys.ts';
import { type PageStore, publishPointers, storePages } from './store-pages.ts';
import { openStreamReader, type PageRead, type PageState, type StreamReader } from './stream-reader.ts';

export type ExtractDeps = Pick<
  Platform,
  'blobs' | 'documents' | 'secrets' | 'ledger' | 'coordination' | 'clock' | 'checkpoint'
> & {
  readonly publish: Publish;
  /** Private or loopback hosts that this deployment lets connectors reach: `host` or `host:port`. */
  readonly allowPrivateHosts: readonly string[];
  /** Open connections and request slots, shared by all streams of the process. */
  readonly agents: HttpAgents;
  /** How long one call reads pages; seven minutes unless told otherwise. */
  readonly visitMs?: number;
};

export type ExtractInput = {
  readonly execution: string;
  readonly run: RunKey;
  readonly stream: string;
  readonly visit: Visit;
};

/** What the state machine sees: no record, no continuation, only counts and what to do next. */
export type ExtractOutput = {
  /** `later`: this execution has no more visits for the stream, and the next execution of the run goes on. */
  readonly outcome: 'done' | 'more' | 'wait' | 'later';
  readonly waitSeconds: number;
  readonly reason: string;
  readonly pages: number;
  readonly records: number;
  /** The next one. */
  readonly visit: Visit;
};

type Reading = Omit<ExtractOutput, 'visit'>;

/** Half of the function's 15 minutes, because the page that is being read must still be stored. */
const longestVisitMs = 420_000;

/**
 * Reads pages of one stream and declares them until the stream is done, the time budget is used, or the ERP asks to
 * wait. It goes on where the ledger's continuation stands, so that no page confirmed in a manifest is asked for again.
 * Small pages are held until they fill a batch; while they are being stored the next page is requested. Nothing is
 * retried here: a fault after some progress returns to the state machine as a short wait, a fault without progress is
 * thrown for its Retry to count.
 */
export async function extract(deps: ExtractDeps, input: ExtractInput, signal: AbortSignal): Promise<ExtractOutput> {
  const run = await ownRun(deps.ledger, input.run, input.execution);
  const work: Work = { deps, run, stream: input.stream, signal, mayLag: false };
  const before = await deps.ledger.continuation(run, input.stream);
  const manifests = await deps.ledger.manifests(run, input.stream);
  // Batches that an earlier call declared, and whose pointer it may not have got out.
  await publishPointers(
    work,
    manifests.filter((manifest) => manifest.publishes === 0),
  );
  if (before?.done) return countVisit(reading('done', before), input.visit);
  return countVisit(await readStream(work, before, manifests), input.visit);
}

/** What was read as the machine goes on with it: without another visit to spend there is no more and no wait. */
export function countVisit(read: Reading, visit: Visit): ExtractOutput {
  const over = read.outcome !== 'done' && visit.number >= visit.of;
  return { ...read, ...(over ? { outcome: 'later' } : {}), visit: { ...visit, number: visit.number + 1 } };
}

type Work = PageStore & { readonly deps: ExtractDeps };

function reading(outcome: Reading['outcome'], at: Continuation, waitSeconds = 0, reason = ''): Reading {
  return { outcome, waitSeconds, reason, pages: at.pages, records: at.records };
}

async function readStream(
  work: Work,
  before: Continuation | undefined,
  manifests: readonly Manifest[],
): Promise<Reading> {
  const { deps, run, stream } = work;
  const now = deps.clock.now();
  const start: Continuation = before ?? {
    batches: 0,
    records: 0,
    done: false,
    pages: 0,
    startedAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
  const plan = (await getPlan(deps, run)).streams[stream];
  // A manifest that is missing from the list would be a batch whose keys count as new.
  const known = plan?.touch !== true && manifests.length === start.batches;
  const seen = known ? await openSeenKeys(deps.blobs, run, stream, manifests) : allTouched;
  const deadline = now.getTime() + (deps.visitMs ?? longestVisitMs);
  const erasures = await readErasures(deps.documents, run.tenant);
  const erased = erasures && ((key: string): boolean => erasures.record(run.connection, stream, key));
  const storing = { ...work, mayLag: plan?.mayLag === true, ...(erased && { erased }) };
  const read = await readPages(storing, await openReader(work, plan), { start, seen, deadline });
  if (read.outcome !== 'done') await seen.keep();
  return read;
}

async function openReader({ deps, run, stream }: Work, plan: StreamPlan | undefined): Promise<StreamReader> {
  const { tenant, connection: name } = run;
  const { definition } = await getArtefact(deps, (await getRegistration(deps, run.connector, run.registration)).digest);
  const connection = await getConnection(deps, tenant, name);
  const secrets = await deps.secrets.get(tenant, name);
  return openStreamReader({
    definition,
    stream,
    parameters: { ...connection.parameters, ...secrets },
    scope: { tenant, connection: name },
    watermark: plan?.watermark,
    fields: plan?.fields,
    coordination: deps.coordination,
    clock: deps.clock,
    allowPrivateHosts: deps.allowPrivateHosts,
    agents: deps.agents,
  });
}

type Ahead = { readonly state: PageState; readonly page: Promise<PageRead> };

function readAhead(reader: StreamReader, state: PageState, signal: AbortSignal): Ahead {
  const page = reader.read(state, signal);
  // Its error is met when the page is awaited; until then it is not unhandled.
  page.catch(() => undefined);
  return { state, page };
}

type Pages = { readonly start: Continuation; readonly seen: SeenKeys; readonly deadline: number };

async function readPages(work: Work, reader: StreamReader, { start, seen, deadline }: Pages): Promise<Reading> {
  let at = start;
  let held: PageGroup | undefined;
  const store = async (): Promise<void> => {
    if (held) at = await storePages(work, seen, at, held);
    held = undefined;
  };
  let ahead = readAhead(reader, (start.next as PageState | undefined) ?? reader.first(), work.signal);
  for (;;) {
    const page = await ahead.page.catch((error: unknown) => error as Error);
    if (!('kind' in page)) {
      await store();
      if (!isRetryable(page) || at.pages === start.pages) throw page;
      return reading('wait', at, 1, messageOf(page));
    }
    if (page.kind === 'throttled') {
      await store();
      return reading('wait', at, page.waitSeconds, 'the ERP asks to wait');
    }
    work.deps.checkpoint('page-read');
    const now = work.deps.clock.now().getTime();
    const next = page.next && now < deadline ? readAhead(reader, page.next, work.signal) : undefined;
    held = addPage(held, page, now);
    if (!next || isFull(held, now)) await store();
    if (!next) return reading(at.done ? 'done' : 'more', at);
    ahead = next;
  }
}
