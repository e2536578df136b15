import { type AuthenticationKind, fixed, type Signature } from './authenticator.ts';
import { headerSafe } from './header-safe.ts';

/** A fixed token in the Authorization header. */
export const bearer: AuthenticationKind<'bearer'> = {
  kind: 'bearer',
  doc: 'A fixed token in the Authorization header (RFC 6750).',
  example: { kind: 'bearer', token: '{token}' },
  create: ({ token }, { fill, fault }) => fixed(bearerSignature(headerSafe(fill(token), 'token', fault))),
};

export function bearerSignature(token: string): Signature {
  return { headers: { Authorization: `Bearer ${token}` }, query: [], secrets: [token] };
}
