import type { TributaryError } from '../../core/errors.ts';
import { privateAddressCode } from '../../core/public-hosts.ts';
import type { Fault } from './fault.ts';
import { tooLargeCode } from './read-body.ts';
import type { SendLimits } from './send.ts';

export type SendFailure = {
  readonly url: URL;
  readonly limits: SendLimits;
  /** The head of the answer had come. */
  readonly begun: boolean;
  readonly timedOut: boolean;
};

/** What Node's error codes mean to the person who set the connection up. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'its name is not known to DNS',
  EAI_AGAIN: 'DNS did not answer',
  ECONNRESET: 'the connection was closed before an answer came',
  EPIPE: 'the connection was closed before an answer came',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ENETDOWN: 'the network is down',
  EPROTO: 'it does not speak TLS as expected',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed and not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
};

type Thrown = { readonly code?: unknown; readonly message?: unknown };

/**
 * Turns what axios or its stream threw into an error of ours. The thrown one is not kept as its cause: it holds the whole request,
 * credentials included.
 */
export function sendFault(fault: Fault, error: unknown, { url, limits, begun, timedOut }: SendFailure): TributaryError {
  const thrown = (error ?? {}) as Thrown;
  const code = typeof thrown.code === 'string' ? thrown.code : '';
  const text = String(thrown.message ?? error);
  if (timedOut || code === 'ETIMEDOUT' || code === 'ECONNABORTED') {
    const message = `No whole answer came within ${limits.timeoutMs / 1_000} seconds. The request is tried again; if it keeps happening, set a longer timeout or a smaller page size in the connector.`;
    return fault('ErpUnavailable', 'erp-timeout', message);
  }
  if (code === privateAddressCode) {
    const message = `${url.hostname} resolves to a loopback, private or reserved address. If that is meant, the deployment must allow it: add "${url.host}" to the private hosts that connectors may reach.`;
    return fault('InvalidInput', 'address-not-allowed', message);
  }
  if (code === tooLargeCode) {
    const message = `The answer has more than ${limits.maxBytes / 1_000_000} MB decompressed. Set a smaller page size, or a larger maxResponseMegabytes, in the connector.`;
    return fault('ErpContractBroken', 'answer-too-large', message);
  }
  if (begun) {
    const message = `The answer was cut short (${code || text}). The request is tried again; if it keeps happening, set a smaller page size in the connector or ask the ERP's operator.`;
    return fault('ErpUnavailable', 'answer-cut-short', message);
  }
  const reason = reasons[code] ?? (code || text);
  const message = `${url.host} cannot be reached: ${reason}. The request is tried again; if it keeps happening, check the address in the connection and whether the ERP is running.`;
  return fault('ErpUnavailable', 'erp-unreachable', message, { reason: code });
}
