import type { ConnectorDefinition, StreamDefinition } from '../../core/connector/model.ts';
import { parseDuration } from '../../core/duration.ts';
import { watermarkQuery } from '../cursor/watermark-query.ts';
import type { Fault } from './fault.ts';
import { fillHeader, fillPath, fillText, fillUrl, type Parameters } from './fill.ts';
import type { HttpRequest } from './http.ts';
import { withQuery } from './query.ts';
import { selectQuery } from './select-query.ts';
import type { SendLimits } from './send.ts';

/** Everything about a stream's requests that is the same for all of its pages. */
export type StreamRequest = {
  readonly method: HttpRequest['method'];
  /** With the stream's whole query except the page's and the authentication's. */
  readonly url: URL;
  readonly tokenUrl: URL | undefined;
  /** Hosts that may be reached, as URL.host writes them. */
  readonly hosts: readonly string[];
  readonly headers: {
    readonly always: Readonly<Record<string, string>>;
    /** Headers that secret parameters are part of. */
    readonly secret: Readonly<Record<string, string>>;
  };
  readonly limits: SendLimits;
};

export type StreamRequestOptions = {
  readonly definition: ConnectorDefinition;
  readonly stream: StreamDefinition;
  readonly parameters: Parameters;
  readonly watermark: string | undefined;
  readonly fields: readonly string[] | undefined;
  readonly fault: Fault;
};

/** Fills a stream's request from the connection's parameters. Throws InvalidInput for a parameter that does not fit. */
export function streamRequest(options: StreamRequestOptions): StreamRequest {
  const { definition, stream, parameters, fault } = options;
  const base = fillUrl(definition.baseUrl, parameters, fault);
  const path = fillPath(stream.request.path, parameters, fault);
  const url = new URL(`${base.href.replace(/\/+$/, '')}${path}`);
  const tokenUrl = tokenUrlOf(definition, base, parameters, fault);
  return {
    method: stream.request.method ?? 'GET',
    url: withQuery(url, Object.entries(queryOf(options))),
    tokenUrl,
    hosts: [base.host, ...(tokenUrl ? [tokenUrl.host] : []), ...(definition.hosts ?? []).map(withoutDefaultPort)],
    headers: headersOf(options),
    limits: {
      timeoutMs: parseDuration(stream.request.timeout ?? definition.request?.timeout ?? '30s'),
      maxBytes: (stream.request.maxResponseMegabytes ?? definition.request?.maxResponseMegabytes ?? 64) * 1_000_000,
    },
  };
}

function queryOf({ definition, stream, parameters, watermark, fields, fault }: StreamRequestOptions): Parameters {
  const templates = { ...definition.request?.query, ...stream.request.query };
  const filled = Object.entries(templates).map(([name, text]) => [name, fillText(text, parameters, fault)] as const);
  const query: Parameters = Object.fromEntries(filled);
  return {
    ...query,
    ...Object.fromEntries(selectQuery(stream, fields)),
    ...Object.fromEntries(watermarkQuery(stream.cursor, watermark, query, fault)),
  };
}

function headersOf({ definition, stream, parameters, fault }: StreamRequestOptions): StreamRequest['headers'] {
  const always: Record<string, string> = {};
  const secret: Record<string, string> = {};
  for (const [name, template] of Object.entries({ ...definition.request?.headers, ...stream.request.headers })) {
    const isSecret = Object.entries(definition.parameters).some(
      ([parameter, { secret: hidden }]) => hidden === true && template.includes(`{${parameter}}`),
    );
    (isSecret ? secret : always)[name] = fillHeader(name, template, parameters, fault);
  }
  return { always, secret };
}

function tokenUrlOf(
  { authentication }: ConnectorDefinition,
  base: URL,
  parameters: Parameters,
  fault: Fault,
): URL | undefined {
  if (authentication.kind !== 'oauth2-client-credentials') return undefined;
  const { tokenUrl } = authentication;
  return tokenUrl.startsWith('/')
    ? new URL(`${base.origin}${fillPath(tokenUrl, parameters, fault)}`)
    : fillUrl(tokenUrl, parameters, fault);
}

/** `host:443` and `host:80` as URL.host writes them. */
function withoutDefaultPort(host: string): string {
  return host.replace(/:(?:443|80)$/, '');
}
