import { lookup } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isAllowedHost, isPrivateLiteral, privateAddressCode, publicOnly } from '../../core/public-hosts.ts';

/** An answer's head; its body is read to its end and forgotten. */
export type PostAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>> };

export type PostRequest = {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
};

export type Post = {
  /** Sends one request and follows no redirect. Throws an Error that says why in words, without address or content. */
  (request: PostRequest, signal: AbortSignal): Promise<PostAnswer>;
  close(): void;
};

/** What an endpoint says beside its status is of no use; a connection over which more comes is cut. */
const maxAnswerBytes = 64 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'its name is not known to DNS',
  EAI_AGAIN: 'DNS did not answer',
  ECONNRESET: 'the connection was closed before an answer came',
  EPIPE: 'the connection was closed before an answer came',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed and not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  [privateAddressCode]: 'its name leads to a loopback, private or reserved address',
};

/** What keeps an address from being posted to, as a sentence; undefined when nothing does, as far as it shows without DNS. */
export function addressProblem(url: URL, allowedHosts: readonly string[]): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `an address begins with https://, not ${url.protocol}`;
  if (url.username !== '' || url.password !== '') return 'an address must not hold a user name or a password';
  if (isAllowedHost(url, allowedHosts)) return undefined;
  if (url.protocol === 'http:')
    return `the address must begin with https:// unless TRIBUTARY_ALLOW_HOSTS names ${url.host}`;
  if (isPrivateLiteral(url) || url.hostname === 'localhost' || url.hostname.endsWith('.localhost'))
    return `${url.host} is a loopback, private or reserved address; TRIBUTARY_ALLOW_HOSTS can allow it`;
  return undefined;
}

/** Posts over connections that are kept open; never to a private address unless the deployment names the host. */
export function createPost(allowedHosts: readonly string[]): Post {
  const options = { keepAlive: true, maxFreeSockets: 4, timeout: 30_000 };
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  const post = async (request: PostRequest, signal: AbortSignal): Promise<PostAnswer> => {
    const problem = addressProblem(request.url, allowedHosts);
    if (problem !== undefined) throw new Error(problem);
    const timeout = AbortSignal.timeout(request.timeoutMs);
    try {
      return await sendOnce(agents, request, allowedHosts, AbortSignal.any([signal, timeout]));
    } catch (error) {
      signal.throwIfAborted();
      if (timeout.aborted) throw new Error(`no whole answer came within ${request.timeoutMs / 1_000} s`);
      const code = String((error as NodeJS.ErrnoException).code ?? '');
      throw new Error(reasons[code] ?? `the request failed (${code || 'no reason given'})`);
    }
  };
  const close = (): void => {
    agents.http.destroy();
    agents.https.destroy();
  };
  return Object.assign(post, { close });
}

type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent };

function sendOnce(
  agents: Agents,
  { url, headers, body }: PostRequest,
  allowedHosts: readonly string[],
  signal: AbortSignal,
): Promise<PostAnswer> {
  const secure = url.protocol === 'https:';
  const own = {
    ...{ method: 'POST', signal, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
    lookup: isAllowedHost(url, allowedHosts) ? (lookup as LookupFunction) : publicOnly(lookup),
  };
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage): void => {
      drain(answer).then(() => resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer) }), reject);
    };
    const request = secure
      ? requestHttps(url, { ...own, agent: agents.https }, onAnswer)
      : requestHttp(url, { ...own, agent: agents.http }, onAnswer);
    request.on('error', reject);
    request.end(body);
  });
}

/** To the end, so that the connection can be used again; what never ends is cut. */
async function drain(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) break;
  }
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
}
