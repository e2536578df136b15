import type { LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './addresses.ts';

/** The code of the error with which a look-up fails that found private addresses only. */
export const privateAddressCode = 'TRIBUTARY_PRIVATE_ADDRESS';

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** True when the deployment named this host (`host` or `host:port`), with any port or with this one. */
export function isAllowedHost(url: URL, allowed: readonly string[]): boolean {
  const port = url.port || defaultPorts[url.protocol];
  return allowed.some(
    (host) => host.toLowerCase() === url.hostname || host.toLowerCase() === `${url.hostname}:${port}`,
  );
}

/** True for an address without a name that is not public. Odd spellings are no way around: the URL parser has made them plain. */
export function isPrivateLiteral({ hostname }: URL): boolean {
  const literal = hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) !== 0 && isPrivateAddress(literal);
}

/** Resolves like `resolve` and drops what is not public; the connection is made to exactly what it gives. */
export function publicOnly(resolve: typeof lookup): LookupFunction {
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
