import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ErpRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** What to answer: JSON of a value, a text or bytes as they are, or anything with the bare response. */
export type ErpAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly json?: unknown;
      readonly body?: string | Uint8Array;
    }
  | ((response: ServerResponse) => void);

export type ErpServer = AsyncDisposable & {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly host: string;
  /** Every request so far. */
  readonly requests: ErpRequest[];
};

/** A server on 127.0.0.1 that answers as the test says; `await using` closes it with all its connections. */
export async function erpServer(
  answer: (request: ErpRequest, count: number) => ErpAnswer | Promise<ErpAnswer>,
): Promise<ErpServer> {
  const requests: ErpRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const method = request.method ?? '';
    const received = { method, url, headers: request.headers, body: Buffer.concat(chunks).toString() };
    requests.push(received);
    const given = await answer(received, requests.length);
    if (typeof given === 'function') return given(response);
    const { status = 200, headers = {}, json, body } = given;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body ?? JSON.stringify(json ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: close,
  };
}
