import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import type { HttpAgents } from './agents.ts';
import type { Fault } from './fault.ts';
import type { Guard, Refusal } from './guard.ts';
import { type HttpAnswer, type HttpRequest, requestLine } from './http.ts';
import { readBody } from './read-body.ts';
import { sendFault } from './send-fault.ts';

export type SendLimits = {
  /** Until the answer is complete. */
  readonly timeoutMs: number;
  /** Of the answer, decompressed. */
  readonly maxBytes: number;
};

export type Sender = {
  readonly agents: HttpAgents;
  readonly guard: Guard;
  readonly limits: SendLimits;
  /** Makes the errors of one request line. */
  readonly faultAt: (request: string) => Fault;
};

/** Redirects, statuses and retries are ours to judge; proxies of the environment would see every secret. */
const client: AxiosInstance = axios.create({
  maxRedirects: 0,
  proxy: false,
  responseType: 'stream',
  validateStatus: null,
  transformRequest: [(data: unknown) => data],
  transformResponse: [(data: unknown) => data],
  // Counted by readBody: axios would put another stream around the answer.
  maxContentLength: -1,
  decompress: true,
  maxBodyLength: -1,
});

/**
 * Sends one request and gives the answer, whatever its status. Follows no redirect and retries nothing. Throws
 * ErpUnavailable when no whole answer came, ErpContractBroken when it is too large, InvalidInput for a private address,
 * and the signal's reason when that aborts.
 */
export async function send(sender: Sender, request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
  const fault = sender.faultAt(requestLine(request.method, request.url));
  const refusal = sender.guard.refusal(request.url);
  if (refusal) throw refused(fault, request.url, refusal);
  signal?.throwIfAborted();
  const deadline = deadlineAfter(sender.limits.timeoutMs, signal);
  let begun = false;
  try {
    const response = await client.request<AsyncIterable<Buffer>>({
      url: request.url.href,
      method: request.method,
      headers: { 'User-Agent': 'tributary', Accept: 'application/json', ...request.headers },
      ...(request.body === undefined ? {} : { data: request.body }),
      httpAgent: sender.agents.http,
      httpsAgent: sender.agents.https,
      // axios declares no options for it; it passes Node's on.
      lookup: sender.guard.lookupFor(request.url) as NonNullable<AxiosRequestConfig['lookup']>,
      signal: deadline.signal,
    });
    begun = true;
    const entries = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    const headers = Object.fromEntries(entries) as Readonly<Record<string, string>>;
    const limits = { announced: Number(headers['content-length'] ?? 0), maxBytes: sender.limits.maxBytes };
    return { status: response.status, headers, body: await readBody(response.data, limits), url: request.url };
  } catch (error) {
    signal?.throwIfAborted();
    throw sendFault(fault, error, {
      ...{ url: request.url, limits: sender.limits, begun },
      timedOut: deadline.signal.aborted,
    });
  } finally {
    deadline.end();
  }
}

function refused(fault: Fault, url: URL, { kind, reason }: Refusal): Error {
  const advice =
    kind === 'private'
      ? `If that is meant, the deployment must allow it: add "${url.host}" to the private hosts that connectors may reach.`
      : 'List the host under "hosts" in the connector if it belongs to the ERP.';
  return fault('InvalidInput', 'address-not-allowed', `${url.host} ${reason}. ${advice}`);
}

type Deadline = { readonly signal: AbortSignal; end(): void };

/** Aborts after a time, or when `outer` does. axios's own timeout ends with the head of the answer, so a slow body passes. */
function deadlineAfter(ms: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, ms);
  outer?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}
