import { type AuthenticationKind, fixed } from './authenticator.ts';

/** No authentication. */
export const none: AuthenticationKind<'none'> = {
  kind: 'none',
  doc: 'The API is open.',
  example: { kind: 'none' },
  create: () => fixed({ headers: {}, query: [], secrets: [] }),
};
