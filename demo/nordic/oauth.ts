import type { Answer } from '../common/send.ts';
import { errorAnswer, jsonAnswer } from './answers.ts';
import type { Tokens } from './tokens.ts';

export const tokenPath = '/oauth/token';

export type Client = { readonly clientId: string; readonly clientSecret: string };

export type TokenRequest = {
  readonly method: string;
  readonly contentType: string;
  readonly authorization: string;
  readonly body: string;
};

function refusal(status: number, error: string, description: string): Answer {
  const body = JSON.stringify({ error, error_description: description });
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }, body };
}

/** Client id and secret from the header (RFC 6749, 2.3.1) or from the form. */
function credentialsOf({ authorization }: TokenRequest, form: URLSearchParams): Client {
  const [scheme = '', encoded = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'basic')
    return { clientId: form.get('client_id') ?? '', clientSecret: form.get('client_secret') ?? '' };
  const given = Buffer.from(encoded, 'base64').toString();
  const colon = given.indexOf(':');
  const decoded = (text: string): string => new URLSearchParams(`x=${text}`).get('x') ?? '';
  return { clientId: decoded(given.slice(0, colon)), clientSecret: decoded(given.slice(colon + 1)) };
}

/** Gives a token for the company whose client asks (RFC 6749, 4.4). `clients` are by the number of the company. */
export function answerToken(request: TokenRequest, clients: ReadonlyMap<number, Client>, tokens: Tokens): Answer {
  if (request.method !== 'POST') return errorAnswer(405, 'method_not_allowed', 'Bruk POST.', { allow: 'POST' });
  if (!request.contentType.startsWith('application/x-www-form-urlencoded'))
    return refusal(400, 'invalid_request', 'The body must be a form.');
  const form = new URLSearchParams(request.body);
  if (form.get('grant_type') !== 'client_credentials')
    return refusal(400, 'unsupported_grant_type', 'grant_type must be client_credentials.');
  const given = credentialsOf(request, form);
  const [company] =
    [...clients].find(([, known]) => known.clientId === given.clientId && known.clientSecret === given.clientSecret) ??
    [];
  if (company === undefined) return refusal(401, 'invalid_client', 'Client id or secret is wrong.');
  const { token, expiresIn } = tokens.issue(company);
  return jsonAnswer(
    { access_token: token, token_type: 'Bearer', expires_in: expiresIn },
    { 'cache-control': 'no-store' },
  );
}
