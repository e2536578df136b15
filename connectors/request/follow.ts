import type { Fault } from './fault.ts';
import type { Guard } from './guard.ts';
import { type HttpAnswer, type HttpRequest, requestLine } from './http.ts';
import type { Throttled } from './turns.ts';

const mostRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** What one address is sent: its headers, and perhaps an API key in its query. Credentials go to the ERP's own origin only. */
export type Dress = (url: URL) => Pick<HttpRequest, 'url' | 'headers'>;

export type Asked = { readonly kind: 'answer'; readonly answer: HttpAnswer } | Throttled;

export type Following = {
  readonly guard: Guard;
  readonly dress: Dress;
  readonly send: (request: HttpRequest) => Promise<Asked>;
  readonly faultAt: (request: string) => Fault;
};

/**
 * An address the ERP names, made absolute. On the same host https stays https: many an ERP behind a proxy that ends TLS
 * writes http into its links.
 */
export function resolveLink(link: string, from: URL): URL | undefined {
  const url = URL.parse(link, from.href);
  if (!url) return undefined;
  url.hash = '';
  if (from.protocol === 'https:' && url.protocol === 'http:' && url.hostname === from.hostname && url.port === '') {
    url.protocol = 'https:';
    url.port = from.port;
  }
  return url;
}

/** Why a link from `from` may not be followed; undefined when it may. */
export function linkRefusal(url: URL, from: URL, guard: Guard): string | undefined {
  const refusal = guard.refusal(url);
  if (refusal) return refusal.reason;
  return from.protocol === 'https:' && url.protocol === 'http:' ? 'is not encrypted, although the ERP is' : undefined;
}

/** Sends a request and follows at most five redirects, to declared hosts only. */
export async function follow(
  following: Following,
  start: { readonly method: HttpRequest['method']; readonly url: URL },
): Promise<Asked> {
  let { method, url } = start;
  for (let count = 0; ; count++) {
    const asked = await following.send({ method, ...following.dress(url) });
    if (asked.kind === 'throttled') return asked;
    const { answer } = asked;
    if (!redirectStatuses.has(answer.status)) return { kind: 'answer', answer: { ...answer, url } };
    const fault = following.faultAt(requestLine(method, url));
    if (count === mostRedirects) {
      const message = `The ERP redirected more than ${mostRedirects} times, at last to ${url.host}${url.pathname}. Correct the address in the connector or the connection.`;
      throw fault('ErpContractBroken', 'redirect-loop', message);
    }
    url = redirectTarget(answer, url, following.guard, fault);
    // As browsers do: only 307 and 308 repeat a POST (RFC 9110, section 15.4).
    if (answer.status < 307) method = 'GET';
  }
}

function redirectTarget({ status, headers }: HttpAnswer, from: URL, guard: Guard, fault: Fault): URL {
  const location = headers['location'];
  const url = location === undefined ? undefined : resolveLink(location, from);
  if (!url) {
    const message = `The ERP answered ${status}, a redirect, without a usable address. Correct the address in the connector.`;
    throw fault('ErpContractBroken', 'redirect-unusable', message);
  }
  const refused = linkRefusal(url, from, guard);
  if (refused === undefined) return url;
  const message = `The ERP redirects to ${url.protocol}//${url.host}${url.pathname}, which ${refused}. If that is meant, list the host under "hosts" in the connector; a login page means that the credentials or the address are wrong.`;
  throw fault('ErpContractBroken', 'redirect-elsewhere', message);
}
