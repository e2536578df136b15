import type { Authentication } from '../../core/connector/model.ts';
import { apiKey } from './api-key.ts';
import type { AuthenticationContext, AuthenticationKind, Authenticator } from './authenticator.ts';
import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import { none } from './none.ts';
import { oauth2ClientCredentials } from './oauth2-client-credentials.ts';

type Kinds = { readonly [K in Authentication['kind']]: AuthenticationKind<K> };

/** Every way to authenticate. A new one is a file and a line here. */
export const authenticationKinds: Kinds = {
  none,
  basic,
  'api-key': apiKey,
  bearer,
  'oauth2-client-credentials': oauth2ClientCredentials,
};

export function createAuthenticator<K extends Authentication['kind']>(
  definition: Extract<Authentication, { readonly kind: K }>,
  context: AuthenticationContext,
): Authenticator {
  const kind: Kinds[K] = authenticationKinds[definition.kind as K];
  return kind.create(definition as never, context);
}
