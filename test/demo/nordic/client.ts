import type { NordicSimulator } from '../../../demo/nordic/simulator.ts';

export type Json = Readonly<Record<string, unknown>>;
export type Page = { readonly data: readonly Json[]; readonly meta: Readonly<Record<string, number>> };

/** A request for a token of a company, as a form. */
export function askToken(
  simulator: NordicSimulator,
  form: Readonly<Record<string, string>> = {},
  company = 1,
): Promise<Response> {
  const { clientId, clientSecret } = simulator.client(company);
  const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, ...form };
  return fetch(`${simulator.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(body) });
}

export async function tokenOf(simulator: NordicSimulator, company = 1): Promise<string> {
  return String(((await (await askToken(simulator, {}, company)).json()) as Json)['access_token']);
}

/** A request with that token below the path of the API. */
export function get(simulator: NordicSimulator, path: string, token: string): Promise<Response> {
  return fetch(`${simulator.url}${simulator.basePath}/${path}`, { headers: { authorization: `Bearer ${token}` } });
}

export async function getPage(simulator: NordicSimulator, path: string, token: string): Promise<Page> {
  return (await (await get(simulator, path, token)).json()) as Page;
}

/** A call of the control endpoint. */
export function control(simulator: NordicSimulator, method: string, path: string, body?: unknown): Promise<Response> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return fetch(`${simulator.url}/_control/${path}`, init);
}

/** For tests that are not about the limit. */
export const unlimited = { requests: 1_000_000, perSeconds: 5 } as const;
