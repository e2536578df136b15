import { digestOf } from '../../core/digest.ts';
import { TributaryError } from '../../core/errors.ts';
import { keyPath } from '../../core/key-path.ts';
import type { CachedToken } from '../../platform/ports.ts';
import { type HttpRequest, requestLine } from '../request/http.ts';
import type { AuthenticationContext, AuthenticationKind, Authenticator } from './authenticator.ts';
import { basicSignature } from './basic.ts';
import { bearerSignature } from './bearer.ts';
import { expiryOf, readToken } from './token-answer.ts';

/** A token fetched with client id and secret, shared by all streams and processes of the connection. */
export const oauth2ClientCredentials: AuthenticationKind<'oauth2-client-credentials'> = {
  kind: 'oauth2-client-credentials',
  doc: 'A token is fetched with client id and secret (RFC 6749, section 4.4) and shared by all runs.',
  example: {
    kind: 'oauth2-client-credentials',
    tokenUrl: '/oauth/token',
    clientId: '{clientId}',
    clientSecret: '{clientSecret}',
  },
  create: (definition, context) => {
    const { tokenUrl, fill, scope, coordination } = context;
    if (!tokenUrl) throw new TypeError('oauth2-client-credentials needs a token URL');
    const clientId = fill(definition.clientId);
    const grant: Grant = {
      tokenUrl,
      clientId,
      clientSecret: fill(definition.clientSecret),
      sendAs: definition.sendAs ?? 'body',
      ...(definition.scope === undefined ? {} : { scope: fill(definition.scope) }),
    };
    const key = digestOf(tokenUrl.href, clientId, grant.scope ?? '');
    const name = keyPath('token', scope.tenant, scope.connection, key);
    const refresh = (): Promise<CachedToken> => fetchToken(grant, definition.refreshBefore ?? 60, context);
    return sharedToken((rejected) => coordination.token(name, refresh, rejected === undefined ? {} : { rejected }));
  },
};

/** Each caller gets an error of its own: the one of a shared refresh is the same object for all who waited for it. */
function sharedToken(token: (rejected?: string) => Promise<string>): Authenticator {
  const signed = async (rejected?: string): ReturnType<Authenticator['sign']> => {
    try {
      return bearerSignature(await token(rejected));
    } catch (error) {
      if (!(error instanceof TributaryError)) throw error;
      const { name, code, message, details } = error;
      throw new TributaryError(name, { code, message, details });
    }
  };
  return { sign: () => signed(), renew: ({ secrets }) => signed(secrets[0]) };
}

type Grant = {
  readonly tokenUrl: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly sendAs: 'body' | 'basic';
  readonly scope?: string;
};

/** The request for a token. In a header, id and secret are form-encoded before they are joined (RFC 6749, section 2.3.1). */
export function tokenRequest({ tokenUrl, clientId, clientSecret, sendAs, scope }: Grant): HttpRequest {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== undefined) form.set('scope', scope);
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
  if (sendAs === 'basic') {
    const signature = basicSignature(formEncoded(clientId), formEncoded(clientSecret));
    return { method: 'POST', url: tokenUrl, headers: { ...headers, ...signature.headers }, body: form.toString() };
  }
  form.set('client_id', clientId);
  form.set('client_secret', clientSecret);
  return { method: 'POST', url: tokenUrl, headers, body: form.toString() };
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

async function fetchToken(grant: Grant, refreshBefore: number, context: AuthenticationContext): Promise<CachedToken> {
  const request = tokenRequest(grant);
  const { Authorization } = request.headers as { Authorization?: string };
  context.hide([formEncoded(grant.clientSecret), ...(Authorization ? [Authorization.replace('Basic ', '')] : [])]);
  const answer = await context.sendToken(request);
  const fault = context.faultAt(requestLine(request.method, request.url));
  const token = readToken(answer, { ...context, fault });
  context.hide([token.value]);
  return { value: token.value, expiresAt: expiryOf(context.clock.now(), token.expiresIn, refreshBefore).toISOString() };
}
