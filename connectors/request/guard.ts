import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isAllowedHost, isPrivateLiteral, publicOnly } from '../../core/public-hosts.ts';

/** Why an address must not be reached, as the rest of a sentence that begins with the address. */
export type Refusal = { readonly kind: 'elsewhere' | 'private'; readonly reason: string };

export type Guard = {
  /** Undefined when the address may be reached, as far as it can be told without asking DNS. */
  refusal(url: URL): Refusal | undefined;
  /** Resolves the host of `url` and drops what is not public; the connection is made to exactly what it gives. */
  lookupFor(url: URL): LookupFunction;
};

export type GuardOptions = {
  /** `host` or `host:port`, as URL.host writes them. */
  readonly hosts: readonly string[];
  readonly allowPrivateHosts: readonly string[];
  readonly resolve?: typeof lookup;
};

/**
 * Lets requests through to the declared hosts only, and never to loopback, link-local, private or metadata addresses
 * unless the deployment names the host. Literal addresses in odd spellings never reach DNS: the URL parser has made
 * them plain by the time they are checked here.
 */
export function createGuard({ hosts, allowPrivateHosts, resolve = lookup }: GuardOptions): Guard {
  const declared = new Set(hosts.map((host) => host.toLowerCase()));
  return {
    refusal: (url) => {
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        return { kind: 'elsewhere', reason: `is not an http or https address but ${url.protocol}` };
      if (url.username !== '' || url.password !== '')
        return { kind: 'elsewhere', reason: 'has a user name or password in it' };
      if (!declared.has(url.host))
        return { kind: 'elsewhere', reason: 'is not among the hosts that the connector declares' };
      if (isPrivateLiteral(url) && !isAllowedHost(url, allowPrivateHosts))
        return { kind: 'private', reason: 'is a loopback, private or reserved address' };
      return undefined;
    },
    lookupFor: (url) => (isAllowedHost(url, allowPrivateHosts) ? (resolve as LookupFunction) : publicOnly(resolve)),
  };
}
