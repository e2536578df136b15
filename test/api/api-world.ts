import { type Api, startApi } from '../../api/server.ts';
import type { Subscription } from '../../core/subscription.ts';
import { addSubscription } from '../../distributor/subscribe.ts';
import { addToken } from '../../distributor/subscription-tokens.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

export const archive: Subscription = {
  name: 'archive',
  tenants: ['a'],
  topics: ['information.party', 'notification.run'],
  filter: {},
  target: { kind: 'queue' },
};

/** The API over a data directory with the subscription `archive` and a token of it. */
export type ApiWorld = {
  readonly api: Api;
  readonly embedded: Embedded;
  readonly failures: unknown[];
  readonly token: string;
  call(path: string, init?: RequestInit & { readonly token?: string | undefined }): Promise<Response>;
  post(path: string, body: unknown, token?: string): Promise<Response>;
  publish(id: string, body?: string): Promise<void>;
  close(): Promise<void>;
};

export async function openApiWorld(): Promise<ApiWorld> {
  const home = temporaryDirectory();
  const embedded = await openEmbedded({ home: home.path });
  const failures: unknown[] = [];
  const api = await startApi({ ...embedded.services, onFailure: (_what, error) => failures.push(error) }, 0);
  await addSubscription(embedded.platform, archive);
  const token = await addToken(embedded.platform, 'archive');
  const call: ApiWorld['call'] = (path, { token: given = token, ...init } = {}) =>
    fetch(`${api.url}${path}`, { ...init, headers: { authorization: `Bearer ${given}`, ...init.headers } });
  return {
    ...{ api, embedded, failures, token, call },
    post: (path, body, given) =>
      call(path, {
        token: given,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    publish: (id, body = '[{"specversion":"1.0","id":"e"}]') =>
      embedded.services.publish('information.party', [{ id, body, attributes: { tenant: 'a', entity: 'party' } }]),
    close: async () => {
      await api.close();
      await embedded.close();
      home.remove();
    },
  };
}

export type Messages = {
  readonly messages: readonly { readonly id: string; readonly receipt: string; readonly receiveCount: number }[];
};
