import { isRetryable, messageOf, TributaryError } from '../core/errors.ts';
import { pointerMessage } from '../core/messages.ts';
import { encodeBatch } from '../core/raw-batch.ts';
import { type Continuation, leaseMs, type Manifest, type Run, type RunKey } from '../core/run.ts';
import { erpSystemTopic } from '../core/topic-names.ts';
import { getArtefact, getConnection, getPlan, getRegistration } from '../platform/catalogue.ts';
import { ownRun } from '../platform/connection-lease.ts';
import type { Platform, Publish } from '../platform/ports.ts';
import { compareCursors } from './cursor/order.ts';
import type { HttpAgents } from './request/agents.ts';
import { openStreamReader, type PageRead, type PageState, type RawRecord, type StreamReader } from './stream-reader.ts';

export type ExtractDeps = Pick<
  Platform,
  'blobs' | 'documents' | 'secrets' | 'ledger' | 'coordination' | 'clock' | 'checkpoint'
> & {
  readonly publish: Publish;
  /** Private or loopback hosts that this deployment lets connectors reach: `host` or `host:port`. */
  readonly allowPrivateHosts: readonly string[];
  /** Open connections and request slots, shared by all streams of the process. */
  readonly agents: HttpAgents;
};

export type ExtractInput = { readonly execution: string; readonly run: RunKey; readonly stream: string };

/** What the state machine sees: no record, no continuation, only counts and what to do next. */
export type ExtractOutput = {
  readonly outcome: 'done' | 'more' | 'wait';
  readonly waitSeconds: number;
  readonly reason: string;
  readonly pages: number;
  readonly records: number;
};

/** Records in one batch: a pointer stays small, a transform call short, and a poison batch costs little. */
const batchSize = 500;
/** Half of the function's 15 minutes, because the page that is being read must still be stored. */
const budgetMs = 420_000;

/**
 * Reads pages of one stream and declares them until the stream is done, the time budget is used, or the ERP asks to
 * wait. It goes on where the ledger's continuation stands, so that no page confirmed in a manifest is asked for again.
 * While a page is being stored the next one is requested. Nothing is retried here: a fault after some progress returns
 * to the state machine as a short wait, a fault without progress is thrown for its Retry to count.
 */
export async function extract(deps: ExtractDeps, input: ExtractInput, signal: AbortSignal): Promise<ExtractOutput> {
  const run = await ownRun(deps.ledger, input.run, input.execution);
  const work: Work = { deps, run, stream: input.stream, signal };
  const before = await deps.ledger.continuation(run, input.stream);
  await publishUnacknowledged(work);
  if (before?.done) return output('done', before);
  const now = deps.clock.now();
  const start: Continuation = before ?? {
    batches: 0,
    records: 0,
    done: false,
    pages: 0,
    startedAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
  return readPages(work, await openReader(work), start, now.getTime() + budgetMs);
}

type Work = { readonly deps: ExtractDeps; readonly run: Run; readonly stream: string; readonly signal: AbortSignal };

function output(outcome: ExtractOutput['outcome'], at: Continuation, waitSeconds = 0, reason = ''): ExtractOutput {
  return { outcome, waitSeconds, reason, pages: at.pages, records: at.records };
}

async function openReader({ deps, run, stream }: Work): Promise<StreamReader> {
  const { tenant, connection: name } = run;
  const { definition } = await getArtefact(deps, (await getRegistration(deps, run.connector, run.registration)).digest);
  const connection = await getConnection(deps, tenant, name);
  const secrets = await deps.secrets.get(tenant, name);
  const plan = (await getPlan(deps, run)).streams[stream];
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

async function readPages(
  work: Work,
  reader: StreamReader,
  start: Continuation,
  deadline: number,
): Promise<ExtractOutput> {
  let at = start;
  let ahead = readAhead(reader, (start.next as PageState | undefined) ?? reader.first(), work.signal);
  for (;;) {
    const page = await ahead.page.catch((error: unknown) => error as Error);
    if (!('kind' in page)) {
      if (!isRetryable(page) || at.pages === start.pages) throw page;
      return output('wait', at, 1, messageOf(page));
    }
    if (page.kind === 'throttled') return output('wait', at, page.waitSeconds, 'the ERP asks to wait');
    work.deps.checkpoint('page-read');
    const outOfTime = work.deps.clock.now().getTime() > deadline;
    const next = page.next && !outOfTime ? readAhead(reader, page.next, work.signal) : undefined;
    at = await storePage(work, at, page);
    if (at.done) return output('done', at);
    if (!next) return output('more', at);
    ahead = next;
  }
}

type Page = Extract<PageRead, { kind: 'page' }>;

/** Blobs first, then manifests and continuation in one transaction, then the pointers. */
async function storePage(work: Work, at: Continuation, page: Page): Promise<Continuation> {
  const { deps, run, stream } = work;
  work.signal.throwIfAborted();
  await keepLease(work);
  const manifests: Manifest[] = [];
  for (let from = 0; from < page.records.length; from += batchSize) {
    manifests.push(await putBatch(work, at.batches + manifests.length + 1, page.records.slice(from, from + batchSize)));
  }
  deps.checkpoint('blob-put');
  const after = advance(at, page, manifests.length, deps.clock.now().toISOString());
  await deps.ledger.declare(run, stream, manifests, after, run.fence);
  deps.checkpoint('declared');
  await publishPointers(work, manifests);
  return after;
}

async function keepLease({ deps, run }: Work): Promise<void> {
  if (await deps.coordination.renew(run.fence, leaseMs)) return;
  const message = `Another execution has taken over run ${run.run} of ${run.connection}; this one stops and writes nothing more.`;
  throw new TributaryError('FenceLost', { code: 'lease-lost', message });
}

async function putBatch({ deps, run, stream }: Work, batch: number, records: readonly RawRecord[]): Promise<Manifest> {
  const { tenant, connection } = run;
  const encoded = encodeBatch(records);
  const id = `${tenant}/${connection}/${stream}/${run.run}/${batch}-${encoded.digest}`;
  const blob = `raw/${id}.zst`;
  await deps.blobs.put(blob, encoded.bytes);
  const declaredAt = deps.clock.now().toISOString();
  return {
    ...{ tenant, connection, stream, run: run.run, batch, id, count: records.length },
    ...{ digest: encoded.digest, blob, bytes: encoded.bytes.length, declaredAt, publishes: 0 },
  };
}

function advance(at: Continuation, page: Page, batches: number, updatedAt: string): Continuation {
  const cursors = page.records.map((record) => record.cursor).filter((cursor) => cursor !== undefined);
  const greatest = cursors.reduce(
    (max, cursor) => (max === undefined || compareCursors(cursor, max) > 0 ? cursor : max),
    at.greatestCursor,
  );
  const { next: _previous, ...rest } = at;
  return {
    ...rest,
    batches: at.batches + batches,
    records: at.records + page.records.length,
    pages: at.pages + 1,
    done: page.next === undefined,
    updatedAt,
    ...(page.next === undefined ? {} : { next: page.next }),
    ...(greatest === undefined ? {} : { greatestCursor: greatest }),
    ...(at.erpTime === undefined && page.erpTime !== undefined ? { erpTime: page.erpTime } : {}),
    ...(page.erpTime === undefined ? {} : { lastErpTime: page.erpTime }),
    ...(page.total === undefined ? {} : { expectedRecords: page.total }),
  };
}

/** Batches that an earlier execution declared, and whose pointer it may not have got out. */
async function publishUnacknowledged(work: Work): Promise<void> {
  const declared = await work.deps.ledger.manifests(work.run, work.stream);
  await publishPointers(
    work,
    declared.filter((manifest) => manifest.publishes === 0),
  );
}

async function publishPointers({ deps, run, stream }: Work, manifests: readonly Manifest[]): Promise<void> {
  if (manifests.length === 0) return;
  await deps.publish(
    erpSystemTopic(run.connector),
    manifests.map((manifest) => pointerMessage(run.connector, manifest)),
  );
  deps.checkpoint('published');
  await deps.ledger.markPublished(
    run,
    stream,
    manifests.map((manifest) => manifest.batch),
  );
}
