import type { ErpSimulator } from '../../../demo/odata/simulator.ts';

export type Json = Readonly<Record<string, unknown>>;
export const authorization: string = `Basic ${Buffer.from('tributary:demo-only').toString('base64')}`;

/** Few rows, so that a property can read all of them many times. */
export const fewRows = { businessPartners: 60, projects: 20, supplierInvoices: 40 } as const;

/** A request below the service root with the right credentials. */
export function get(simulator: ErpSimulator, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${simulator.url}${simulator.servicePath}/${path}`, { headers: { authorization, ...headers } });
}

export async function getJson(
  simulator: ErpSimulator,
  path: string,
  headers: Record<string, string> = {},
): Promise<Json> {
  return (await (await get(simulator, path, headers)).json()) as Json;
}

export function recordsOf(body: Json): readonly Json[] {
  return body['value'] as readonly Json[];
}

/** A call of the control endpoint. */
export function control(simulator: ErpSimulator, method: string, path: string, body?: unknown): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${simulator.url}/_control/${path}`, body === undefined ? { method } : { method, body: text });
}

/** All rows over next links, resolved against the request's URL as clients do, page by page. */
export async function readPages(
  simulator: ErpSimulator,
  path: string,
  headers: Record<string, string> = {},
): Promise<readonly (readonly Json[])[]> {
  const pages: (readonly Json[])[] = [];
  let url: string | undefined = `${simulator.url}${simulator.servicePath}/${path}`;
  while (url !== undefined) {
    const response: Response = await fetch(url, { headers: { authorization, ...headers } });
    const body = (await response.json()) as Json;
    pages.push(recordsOf(body));
    const next = body['@odata.nextLink'];
    url = typeof next === 'string' ? new URL(next, url).href : undefined;
  }
  return pages;
}
