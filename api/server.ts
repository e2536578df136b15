import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiDeps, answer } from './app.ts';
import type { ApiAnswer } from './http.ts';
import { ApiProblem, problemAnswer } from './problem.ts';

/** Where the embedded platform listens unless told otherwise. */
export const defaultPort = 4811;
const host = '127.0.0.1';
/** No request of ours is larger. */
const maxBodyBytes = 256 * 1024;
/** A long poll takes one; more than this at a time are not consumers of one machine. */
const maxConnections = 256;

export type Api = {
  readonly url: string;
  readonly port: number;
  /** Ends long polls without taking messages, and closes. */
  close(): Promise<void>;
};

/** Listens on 127.0.0.1, on a free port where `port` is taken. */
export async function startApi(deps: ApiDeps, port: number = defaultPort): Promise<Api> {
  const closing = new AbortController();
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    respond(deps, request, response, closing.signal).catch((error: unknown) => {
      deps.onFailure('an answer of the API', error);
      response.destroy();
    });
  });
  server.maxConnections = maxConnections;
  await listen(server, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    return listen(server, 0);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${actual}`,
    port: actual,
    close: async () => {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function respond(
  deps: ApiDeps,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([closing, gone.signal]);
  try {
    demandOwnHost(request);
    const body = await readBody(request);
    // Parsed beside a base of our own: a request line may hold anything.
    const url = URL.parse(request.url ?? '/', `http://${host}`);
    if (!url) throw new ApiProblem(400, 'address-unreadable', 'The address cannot be read.');
    const { method = 'GET', headers } = request;
    const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
    send(
      response,
      await answer(deps, { method, path: url.pathname, query: url.searchParams, headers: flat, body, signal }),
      closing,
    );
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    send(response, problemAnswer(error), closing);
  }
}

function send(response: ServerResponse, { status, headers, body }: ApiAnswer, closing: AbortSignal): void {
  response.writeHead(status, {
    ...headers,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // What was not read of a body must not be taken for the next request.
    ...(status === 413 || closing.aborted ? { connection: 'close' } : {}),
    ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }),
  });
  response.end(status === 204 ? undefined : body);
}

/** A page of another site that has pointed its own name at this machine names itself here. */
function demandOwnHost({ headers, socket }: IncomingMessage): void {
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const port = /:(\d+)$/.exec(headers.host ?? '')?.[1] ?? '80';
  if (['127.0.0.1', 'localhost'].includes(name) && Number(port) === socket.localPort) return;
  throw new ApiProblem(421, 'host-unknown', `This server is ${host}:${socket.localPort} and answers to no other name.`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const tooLarge = (): ApiProblem =>
    new ApiProblem(413, 'body-too-large', `The body has more than ${maxBodyBytes / 1024} KiB.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
