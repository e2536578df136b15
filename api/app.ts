import type { ApiAnswer, ApiRequest } from './http.ts';
import { jsonAnswer } from './http.ts';
import { ApiProblem, isFault, problemAnswer } from './problem.ts';
import { acknowledgeMessages, type ConsumerDeps, readMessages, releaseMessages, snapshot } from './routes/consumer.ts';

export type ApiDeps = ConsumerDeps & {
  /** Told what failed for no mistake of the client. */
  readonly onFailure: (what: string, error: unknown) => void;
};

type Route = {
  readonly method: 'GET' | 'POST';
  /** One group: the name of a subscription. */
  readonly path: RegExp;
  readonly answer: (deps: ApiDeps, request: ApiRequest, name: string) => Promise<ApiAnswer>;
};

const routes: readonly Route[] = [
  { method: 'GET', path: /^\/v1\/health$/, answer: async () => jsonAnswer(200, { status: 'ok' }) },
  { method: 'GET', path: /^\/v1\/subscriptions\/([^/]+)\/messages$/, answer: readMessages },
  { method: 'POST', path: /^\/v1\/subscriptions\/([^/]+)\/acknowledge$/, answer: acknowledgeMessages },
  { method: 'POST', path: /^\/v1\/subscriptions\/([^/]+)\/release$/, answer: releaseMessages },
  { method: 'POST', path: /^\/v1\/subscriptions\/([^/]+)\/snapshot$/, answer: snapshot },
];

/** Answers one request; never throws. */
export async function answer(deps: ApiDeps, request: ApiRequest): Promise<ApiAnswer> {
  try {
    const { route, name } = routeOf(request);
    return await route.answer(deps, request, name);
  } catch (error) {
    if (isFault(error)) deps.onFailure(`${request.method} ${request.path}`, error);
    return problemAnswer(error);
  }
}

function routeOf({ method, path }: ApiRequest): { readonly route: Route; readonly name: string } {
  const there = routes.filter((route) => route.path.test(path));
  const route = there.find((one) => one.method === method);
  if (route) return { route, name: route.path.exec(path)?.[1] ?? '' };
  if (there.length === 0)
    throw new ApiProblem(404, 'path-unknown', 'There is nothing at this address; see docs/consume.md.');
  const allow = there.map((one) => one.method).join(', ');
  throw new ApiProblem(405, 'method-not-allowed', `This address takes ${allow}.`, { allow });
}
