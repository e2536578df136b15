import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** A whole answer, before it is encoded for the client. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The time that the ERP tells in its `Date` header. */
  readonly now: Date;
  /** What every answer of this ERP has. */
  readonly headers?: Readonly<Record<string, string>>;
};

function acceptsGzip(request: IncomingMessage): boolean {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted);
}

/** Writes the head of an answer and returns its encoded body, which the caller sends. */
async function begin({ request, response, now, headers }: Exchange, answer: Answer): Promise<Buffer> {
  const plain = Buffer.from(answer.body);
  const compressed = acceptsGzip(request) && plain.length > 0;
  const body = compressed ? await compress(plain) : plain;
  response.sendDate = false;
  response.writeHead(answer.status, {
    date: now.toUTCString(),
    'cache-control': 'no-store',
    vary: 'accept-encoding',
    ...headers,
    ...answer.headers,
    ...(compressed ? { 'content-encoding': 'gzip' } : {}),
    // RFC 9110, 8.6: an answer without content has no length either.
    ...(answer.status === 204 ? {} : { 'content-length': String(body.length) }),
  });
  return body;
}

/** Sends an answer, compressed where the client accepts it. */
export async function send(exchange: Exchange, answer: Answer): Promise<void> {
  exchange.response.end(await begin(exchange, answer));
}

/** Promises the whole body, sends half of it and cuts the connection. */
export async function sendCut(exchange: Exchange, answer: Answer): Promise<void> {
  const body = await begin(exchange, answer);
  const half = body.subarray(0, Math.floor(body.length / 2));
  await new Promise<void>((resolve) => exchange.response.write(half, () => resolve()));
  exchange.response.destroy();
}
