import type { ConnectorDefinition, StreamDefinition } from '../core/connector/model.ts';
import { parseDuration } from '../core/duration.ts';
import { keyPath } from '../core/key-path.ts';
import type { Clock, Coordination } from '../platform/ports.ts';
import type { RateLimiting } from '../platform/rate-budget-port.ts';
import { createAuthenticator } from './authenticate/authentication-kinds.ts';
import type { AuthenticationContext } from './authenticate/authenticator.ts';
import { emptyTrail } from './paginate/loop-guard.ts';
import type { PageRead, PageState } from './paginate/page.ts';
import { createPaginator } from './paginate/pagination-kinds.ts';
import { type PageSource, readPage } from './paginate/read-page.ts';
import { parsePath } from './records/path.ts';
import type { RecordRules } from './records/read-records.ts';
import { createHttpAgents, type HttpAgents } from './request/agents.ts';
import type { Asking } from './request/ask.ts';
import { faultsAt } from './request/fault.ts';
import { fillText } from './request/fill.ts';
import { createGuard } from './request/guard.ts';
import { type SecretMask, secretMask } from './request/mask.ts';
import { type Sender, send } from './request/send.ts';
import { type StreamRequest, streamRequest } from './request/stream-request.ts';

export type { PageRead, PageState } from './paginate/page.ts';
export type { RawRecord } from './records/read-records.ts';

export type StreamReaderOptions = {
  readonly definition: ConnectorDefinition;
  readonly stream: string;
  /** Of the connection, plain and secret ones together. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly scope: { readonly tenant: string; readonly connection: string };
  /** ISO 8601 in UTC, or for the cursor format `text` the ERP's own text; undefined reads everything. */
  readonly watermark: string | undefined;
  /** Top-level fields wanted, where the ERP lets one choose; undefined for all. */
  readonly fields: readonly string[] | undefined;
  readonly coordination: RateLimiting & Pick<Coordination, 'token'>;
  readonly clock: Clock;
  /** `host` or `host:port` that the deployment lets connectors reach although it is private or loopback. */
  readonly allowPrivateHosts: readonly string[];
  /** Kept connections, shared by streams; the reader makes its own where none are given. */
  readonly agents?: HttpAgents;
};

export type StreamReader = {
  first(): PageState;
  /**
   * Reads one page. Throws ErpUnavailable, ErpRejected, ErpContractBroken, CredentialsRejected, InvalidInput, or the
   * signal's reason; nothing is tried again in here.
   */
  read(state: PageState, signal: AbortSignal): Promise<PageRead>;
};

/** A reader of one stream of one connection. Throws InvalidInput when the connection's parameters do not fit. */
export function openStreamReader(options: StreamReaderOptions): StreamReader {
  const source = openSource(options);
  return {
    first: () => ({ place: source.paginator.first, read: 0, trail: emptyTrail }),
    read: (state, signal) => readPage(source, state, signal),
  };
}

function openSource(options: StreamReaderOptions): PageSource {
  const { definition, parameters } = options;
  const secrets = secretMask(secretValues(definition, parameters));
  const place = { connector: definition.name, stream: options.stream };
  const fault = faultsAt(place, secrets.mask);
  const stream = Object.hasOwn(definition.streams, options.stream) ? definition.streams[options.stream] : undefined;
  if (!stream)
    throw fault('NotFound', 'stream-unknown', 'The connector has no such stream. Take it out of the connection.');
  const request = streamRequest({ ...options, stream, fault });
  const sender: Sender = {
    agents: options.agents ?? createHttpAgents(),
    guard: createGuard({ hosts: request.hosts, allowPrivateHosts: options.allowPrivateHosts }),
    limits: request.limits,
    faultAt: (line) => faultsAt({ ...place, request: line }, secrets.mask),
  };
  return {
    asking: askingOf(options, { request, sender, secrets, fault }),
    request,
    paginator: createPaginator(stream.pagination),
    recordsPath: parsePath(stream.records),
    totalPath: stream.total === undefined ? undefined : parsePath(stream.total),
    rules: rulesOf(stream),
    // A key that the ERP repeats in its next link would otherwise be stored with the continuation.
    privateQuery:
      definition.authentication.kind === 'api-key' && definition.authentication.in === 'query'
        ? [definition.authentication.name]
        : [],
  };
}

function secretValues(definition: ConnectorDefinition, parameters: Readonly<Record<string, string>>): string[] {
  return Object.entries(parameters)
    .filter(([name]) => definition.parameters[name]?.secret === true)
    .map(([, value]) => value);
}

function rulesOf({ primaryKey, cursor }: StreamDefinition): RecordRules {
  if (!cursor) return { primaryKey };
  return {
    primaryKey,
    cursor: {
      field: cursor.field,
      format: cursor.send.format,
      ...(cursor.timezone === undefined ? {} : { timezone: cursor.timezone }),
      ascending: cursor.order === 'ascending',
    },
  };
}

type Parts = Pick<AuthenticationContext, 'fault'> & {
  readonly request: StreamRequest;
  readonly sender: Sender;
  readonly secrets: SecretMask;
};

function askingOf(options: StreamReaderOptions, { request, sender, secrets, fault }: Parts): Asking {
  const { definition, parameters, scope, coordination, clock } = options;
  const context: AuthenticationContext = {
    ...{ scope, coordination, clock, fault, faultAt: sender.faultAt },
    fill: (template) => fillText(template, parameters, fault),
    tokenUrl: request.tokenUrl,
    sendToken: (question) => send({ ...sender, limits: tokenLimits }, question),
    hide: secrets.add,
    mask: secrets.mask,
  };
  const { rateLimit } = definition;
  const shared = rateLimit?.scope === 'connector';
  return {
    ...{ sender, secrets, coordination, clock, headers: request.headers },
    authenticator: createAuthenticator(definition.authentication, context),
    origin: request.url.origin,
    budget: {
      name: shared ? keyPath('connector', definition.name) : keyPath('connection', scope.tenant, scope.connection),
      ...(rateLimit ? { limit: { requests: rateLimit.requests, perMs: parseDuration(rateLimit.per) } } : {}),
    },
    concurrency: rateLimit?.concurrency,
  };
}

/** Below the half minute after which another process takes a refresh for dead. */
const tokenLimits = { timeoutMs: 20_000, maxBytes: 1_000_000 };
