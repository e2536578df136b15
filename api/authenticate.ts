import { subscriptionNamePattern } from '../core/subscription.ts';
import { isTokenOf } from '../distributor/subscription-tokens.ts';
import type { Documents } from '../platform/ports.ts';
import type { ApiRequest } from './http.ts';
import { ApiProblem } from './problem.ts';

/**
 * Lets only a token of that subscription through. A subscription that does not exist and a wrong token get the same
 * answer: who has no token learns no names.
 */
export async function demandToken(documents: Documents, request: ApiRequest, name: string): Promise<void> {
  const token = /^Bearer +([\w-]{1,200})$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
  // Asked for whatever was sent, so that the answer takes the same time.
  const known = await isTokenOf(documents, subscriptionNamePattern.test(name) ? name : 'none', token);
  if (known && subscriptionNamePattern.test(name)) return;
  const detail =
    'This subscription does not exist, or the token is not one of its own. Send "Authorization: Bearer <token>"; "tributary subscription token <name>" makes one.';
  throw new ApiProblem(401, 'unauthorized', detail, { 'www-authenticate': 'Bearer' });
}
