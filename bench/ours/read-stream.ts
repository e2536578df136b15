import { setTimeout } from 'node:timers/promises';
import { advance } from '../../connectors/advance.ts';
import { addPage } from '../../connectors/page-group.ts';
import type { PageRead, PageState, StreamReader } from '../../connectors/stream-reader.ts';
import { isRetryable } from '../../core/errors.ts';
import type { Continuation } from '../../core/run.ts';

export type Page = Extract<PageRead, { kind: 'page' }>;

/** As in Extract's Retry in infra/sync.asl.json: tries without progress, seconds before the first, growth. */
const retry = { tries: 4, seconds: 1, rate: 2 } as const;

/**
 * Reads a stream to its end, the next page while this one is worked on, and gives where the continuation then stands.
 * The reader retries nothing and waits ten seconds at most; what the state machine does for it in the product this loop
 * does here: it waits where the ERP asks for it, and asks again after faults that may pass.
 */
export async function readStream(
  reader: StreamReader,
  onPage: (page: Page) => Promise<void>,
  now: () => string,
): Promise<Continuation> {
  const { signal } = new AbortController();
  const read = (state: PageState): Promise<PageRead> => {
    const page = reader.read(state, signal);
    // Its error is met when the page is awaited; until then it is not unhandled.
    page.catch(() => undefined);
    return page;
  };
  let at: Continuation = { batches: 0, records: 0, done: false, pages: 0, startedAt: now(), updatedAt: now() };
  let state = reader.first();
  let ahead = read(state);
  for (let faults = 0; ; ) {
    const page = await ahead.catch((error: unknown) => error as Error);
    if ('kind' in page && page.kind === 'page') {
      faults = 0;
      if (page.next) {
        state = page.next;
        ahead = read(state);
      }
      await onPage(page);
      at = advance(at, addPage(undefined, page, 0), 1, now());
      if (at.done) return at;
      continue;
    }
    if (!('kind' in page) && (!isRetryable(page) || ++faults > retry.tries)) throw page;
    const seconds = 'kind' in page ? page.waitSeconds : retry.seconds * retry.rate ** (faults - 1);
    await setTimeout(seconds * 1_000);
    ahead = read(state);
  }
}
