import { waitAsked } from '../../core/retry-after.ts';
import { decodeBody } from '../records/decode.ts';
import { answerFault } from '../request/answer-fault.ts';
import { erpMessage } from '../request/erp-message.ts';
import type { HttpAnswer } from '../request/http.ts';
import type { AuthenticationContext } from './authenticator.ts';
import { headerSafe } from './header-safe.ts';

export type Token = { readonly value: string; readonly expiresIn: number };

/** Seconds that a token lives whose answer does not say (RFC 6749, section 4.4.3, has the same in its example). */
const unsaidLifetime = 3_600;

/** When a token is no longer used: some seconds before its end, but never before half of its life. */
export function expiryOf(now: Date, expiresIn: number, refreshBefore: number): Date {
  const usable = Math.max(expiresIn - refreshBefore, expiresIn / 2);
  return new Date(now.getTime() + usable * 1_000);
}

type Reading = Pick<AuthenticationContext, 'fault' | 'mask' | 'clock'>;

/** Reads the answer of a token endpoint. Throws CredentialsRejected, ErpUnavailable or ErpContractBroken. */
export function readToken(answer: HttpAnswer, { fault, mask, clock }: Reading): Token {
  const waitSeconds = waitAsked(answer, clock.now());
  if (waitSeconds !== undefined) {
    const message = `The token endpoint asks to wait ${waitSeconds} seconds.`;
    throw fault('ErpUnavailable', 'token-endpoint-busy', message, { waitSeconds });
  }
  const { status } = answer;
  if (status >= 400 && status < 500 && status !== 408) {
    const said = erpMessage(answer, mask);
    const message = `The token endpoint refused with ${status}${said === undefined ? '' : ` and says: ${said.replace(/\.$/, '')}`}. Check client id, client secret and scope of the connection.`;
    throw fault('CredentialsRejected', 'token-request-rejected', message, { status });
  }
  if (status >= 300 && status < 400) {
    const message = `The token endpoint answered ${status}, a redirect. Client secrets follow no redirect: correct tokenUrl in the connector.`;
    throw fault('ErpContractBroken', 'redirect-unusable', message, { status });
  }
  const failed = answerFault(answer, fault, mask);
  if (failed) throw failed;
  const fields = fieldsOf(decodeBody(answer));
  const value = fields?.['access_token'];
  if (typeof value !== 'string' || value === '') {
    const what = fields ? 'JSON without an access_token' : 'something that is not JSON';
    const message = `The token endpoint answered ${what}. Correct tokenUrl in the connector.`;
    throw fault('ErpContractBroken', fields ? 'token-missing' : 'answer-not-json', message);
  }
  const expiresIn = Number(fields?.['expires_in'] ?? unsaidLifetime);
  return {
    value: headerSafe(value, 'token that the token endpoint gave', fault),
    expiresIn: expiresIn > 0 ? expiresIn : unsaidLifetime,
  };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
