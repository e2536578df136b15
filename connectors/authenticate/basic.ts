import { type AuthenticationKind, fixed, type Signature } from './authenticator.ts';

/** User name and password in the Authorization header. */
export const basic: AuthenticationKind<'basic'> = {
  kind: 'basic',
  doc: 'User name and password (RFC 7617).',
  example: { kind: 'basic', username: '{username}', password: '{password}' },
  create: ({ username, password }, { fill, fault }) => {
    const name = fill(username);
    if (name.includes(':')) {
      const message =
        'The user name has a colon in it, which basic authentication cannot carry. Correct the parameter.';
      throw fault('InvalidInput', 'parameter-unusable', message);
    }
    return fixed(basicSignature(name, fill(password)));
  },
};

/** Both in UTF-8, as RFC 7617 section 2.1 recommends. */
export function basicSignature(username: string, password: string): Signature {
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  return { headers: { Authorization: `Basic ${credentials}` }, query: [], secrets: [credentials] };
}
