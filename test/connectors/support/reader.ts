import {
  openStreamReader,
  type PageRead,
  type PageState,
  type RawRecord,
  type StreamReader,
  type StreamReaderOptions,
} from '../../../connectors/stream-reader.ts';
import type { ConnectorDefinition, StreamDefinition } from '../../../core/connector/model.ts';
import { TributaryError } from '../../../core/errors.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import type { ErpServer } from './erp-server.ts';
import { fakeCoordination } from './fake-coordination.ts';

export const secret = 'correct-horse!battery&staple';

export type ReaderSettings = Partial<Omit<StreamReaderOptions, 'definition' | 'stream'>> & {
  readonly definition?: Partial<ConnectorDefinition>;
  readonly stream?: Partial<StreamDefinition>;
};

/** A reader of the stream `items` at `/api/items` of a test server, with no more than the test sets. */
export function openItems(server: Pick<ErpServer, 'url' | 'host'>, settings: ReaderSettings = {}): StreamReader {
  const { definition, stream, ...options } = settings;
  const items: StreamDefinition = {
    request: { path: '/items' },
    pagination: { kind: 'none' },
    records: '$.items',
    primaryKey: ['id'],
    schema: 'items.schema.json',
    mapping: 'items.map.yaml',
    ...stream,
  };
  return openStreamReader({
    definition: {
      name: 'test-erp',
      title: 'Test ERP',
      baseUrl: `${server.url}/api`,
      parameters: { user: { title: 'User' }, secret: { title: 'Secret', secret: true } },
      authentication: { kind: 'none' },
      streams: { items },
      ...definition,
    },
    stream: 'items',
    parameters: { user: 'ann', secret },
    scope: { tenant: 'acme', connection: 'main' },
    watermark: undefined,
    fields: undefined,
    coordination: fakeCoordination(),
    clock: fakeClock(),
    allowPrivateHosts: [server.host],
    ...options,
  });
}

export type Page = Extract<PageRead, { kind: 'page' }>;

const never = new AbortController().signal;

/** The first page, whatever it is. */
export function readFirst(reader: StreamReader, signal: AbortSignal = never): Promise<PageRead> {
  return reader.read(reader.first(), signal);
}

/** All pages; each state goes through JSON, as it does between processes. */
export async function readPages(open: () => StreamReader): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let state: PageState | undefined = open().first();
  while (state) {
    const page: PageRead = await open().read(JSON.parse(JSON.stringify(state)) as PageState, never);
    if (page.kind !== 'page') throw new Error(`throttled for ${page.waitSeconds} s`);
    pages.push(page);
    state = page.next;
  }
  return pages;
}

export async function readAll(open: () => StreamReader): Promise<readonly RawRecord[]> {
  return (await readPages(open)).flatMap((page) => page.records);
}

/** What a promise is rejected with; fails when it is not an error of ours. */
export async function failure(promise: Promise<unknown>): Promise<TributaryError> {
  const error = await promise.then(
    (value) => new Error(`expected an error, got ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof TributaryError) return error;
  throw error;
}
