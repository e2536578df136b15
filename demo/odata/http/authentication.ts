import type { IncomingMessage } from 'node:http';
import type { Answer } from '../../common/send.ts';
import { errorAnswer } from './answer.ts';

export type Credentials = { readonly username: string; readonly password: string };

/** Basic authentication (RFC 7617). Undefined when the request may pass, else the 401 to answer. */
export function refusal(request: IncomingMessage, expected: Credentials): Answer | undefined {
  const [scheme = '', encoded = ''] = (request.headers.authorization ?? '').split(' ');
  const given = Buffer.from(encoded, 'base64').toString();
  if (scheme.toLowerCase() === 'basic' && given === `${expected.username}:${expected.password}`) return undefined;
  return errorAnswer(401, 'Unauthorized', 'User name or password is wrong or missing.', {
    'www-authenticate': 'Basic realm="construction", charset="UTF-8"',
  });
}
