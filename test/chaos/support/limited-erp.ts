import { type ErpAnswer, type ErpRequest, type ErpServer, erpServer } from '../../connectors/support/erp-server.ts';

const tokenSeconds = 6;
const pageSize = 5;

type Refresh = { readonly client: string; readonly begun: number; readonly ended: number };

export type LimitedErp = ErpServer & {
  /** When each request but those for tokens arrived, in milliseconds of its own clock. */
  readonly arrivals: readonly { readonly at: number; readonly client: string }[];
  readonly refreshes: readonly Refresh[];
};

/**
 * An ERP whose lists never end, with tokens that live for seconds and a token endpoint that takes its time: what asks it
 * always wants more than it may.
 */
export async function limitedErp(): Promise<LimitedErp> {
  const arrivals: { at: number; client: string }[] = [];
  const refreshes: Refresh[] = [];
  const clients = new Map<string, string>();
  const give = async (client: string): Promise<ErpAnswer> => {
    const begun = performance.now();
    const token = `${client}-${refreshes.length}-${begun}`;
    await new Promise<void>((resolve) => setTimeout(resolve, 150));
    clients.set(token, client);
    refreshes.push({ client, begun, ended: performance.now() });
    return { json: { access_token: token, expires_in: tokenSeconds } };
  };
  const server = await erpServer(async (request) => {
    if (request.url.pathname === '/oauth/token')
      return give(new URLSearchParams(request.body).get('client_id') ?? 'nobody');
    const client = clients.get(String(request.headers.authorization).replace('Bearer ', ''));
    arrivals.push({ at: performance.now(), client: client ?? 'nobody' });
    return client === undefined ? { status: 401, json: {} } : { json: pageOf(request) };
  });
  return Object.assign(server, { arrivals, refreshes });
}

function pageOf({ url }: ErpRequest): object {
  const page = Number(url.searchParams.get('page') ?? 0);
  const at = (index: number): string =>
    new Date(Date.UTC(2026, 0, 1) + (page * pageSize + index) * 1_000).toISOString();
  const records = Array.from({ length: pageSize }, (_, index) => {
    const key = `K-${page * pageSize + index}`;
    return { BusinessPartner: key, Project: key, LastChangeDateTime: at(index) };
  });
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  return { '@odata.count': 1_000_000, value: records, '@odata.nextLink': next.href };
}
