import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './addresses.ts';

/** Why an address must not be reached, as the rest of a sentence that begins with the address. */
export type Refusal = { readonly kind: 'elsewhere' | 'private'; readonly reason: string };

export type Guard = {
  /** Undefined when the address may be reached, as far as it can be told without asking DNS. */
  refusal(url: URL): Refusal | undefined;
  /** Resolves the host of `url` and drops what is not public; the connection is made to exactly what it gives. */
  lookupFor(url: URL): LookupFunction;
};

/** The code of the error with which a look-up fails that found private addresses only. */
export const privateAddressCode = 'TRIBUTARY_PRIVATE_ADDRESS';

export type GuardOptions = {
  /** `host` or `host:port`, as URL.host writes them. */
  readonly hosts: readonly string[];
  readonly allowPrivateHosts: readonly string[];
  readonly resolve?: typeof lookup;
};

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** True when the deployment named this host, with any port or with this one. */
function isNamed(url: URL, hosts: readonly string[]): boolean {
  const port = url.port || defaultPorts[url.protocol];
  return hosts.some((host) => host.toLowerCase() === url.hostname || host.toLowerCase() === `${url.hostname}:${port}`);
}

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
      const literal = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(literal) !== 0 && isPrivateAddress(literal) && !isNamed(url, allowPrivateHosts))
        return { kind: 'private', reason: 'is a loopback, private or reserved address' };
      return undefined;
    },
    lookupFor: (url) => (isNamed(url, allowPrivateHosts) ? (resolve as LookupFunction) : publicOnly(resolve)),
  };
}

function publicOnly(resolve: typeof lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      const usable = found.filter(({ address }) => !isPrivateAddress(address));
      const [first] = usable;
      if (!first) {
        const refused = new Error(`${hostname} resolves to private addresses only`);
        return callback(Object.assign(refused, { code: privateAddressCode }), '', 0);
      }
      if (options.all) callback(null, usable);
      else callback(null, first.address, first.family);
    });
  };
}
