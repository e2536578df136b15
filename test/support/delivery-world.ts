import type { Subscription, Target } from '../../core/subscription.ts';
import { subscriptionQueue } from '../../core/topic-names.ts';
import type { DeliverDeps } from '../../distributor/deliver/deliver.ts';
import type { PostAnswer, PostRequest } from '../../distributor/deliver/post.ts';
import { cachedWebhookSecrets, rotateWebhookSecret } from '../../distributor/deliver/webhook-secret.ts';
import { publisher } from '../../distributor/publish.ts';
import { addSubscription } from '../../distributor/subscribe.ts';
import { listSubscriptions } from '../../distributor/subscriptions.ts';
import { deliverDepsOf } from '../../infra/deliver-deps.ts';
import { deliverersOf } from '../../infra/deliverers.ts';
import { randomIds } from '../../platform/clock.ts';
import { type EmbeddedPlatform, openEmbeddedPlatform } from '../../platform/embedded/platform.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** An endpoint in this process; it may take its time on the fake clock. */
export type Endpoint = (request: PostRequest, signal: AbortSignal) => Promise<Partial<PostAnswer>>;

/** The deliverers over a data directory, in time that stands still; endpoints are functions by the name of their host. */
export type DeliveryWorld = {
  readonly platform: EmbeddedPlatform;
  readonly clock: FakeClock;
  readonly deps: DeliverDeps;
  readonly endpoints: Record<string, Endpoint>;
  readonly failures: string[];
  /** Subscribes `https://<name>.example.com/hook` to the parties of tenant a. */
  webhook(name: string, target?: Partial<Target>): Promise<void>;
  publish(id: string): Promise<void>;
  /** Starts and stops what the platform's list says. */
  follow(): Promise<void>;
  /** Messages of the queue: visible and in flight, and dead ones. */
  left(name: string): Promise<{ readonly waiting: number; readonly dead: number }>;
  close(): Promise<void>;
};

export function openDeliveryWorld(): DeliveryWorld {
  const home = temporaryDirectory();
  const clock = fakeClock();
  const failures: string[] = [];
  const onFatal = (error: unknown): void => void failures.push(`fatal: ${String(error)}`);
  const platform = openEmbeddedPlatform({
    ...{ home: home.path, clock, ids: randomIds, definition: { StartAt: 'a', States: { a: { Type: 'Succeed' } } } },
    ...{ functions: {}, onDue: () => undefined, onFatal, checkpoint: () => undefined },
    onHandlerError: (queue, error) => failures.push(`${queue}: ${String(error)}`),
  });
  const endpoints: Record<string, Endpoint> = {};
  const post = async (request: PostRequest, signal: AbortSignal): Promise<PostAnswer> => {
    const endpoint = endpoints[request.url.hostname.replace('.example.com', '')];
    if (!endpoint) throw new Error('nothing listens there (connection refused)');
    return { status: 200, headers: {}, ...(await endpoint(request, signal)) };
  };
  const publish = publisher(platform.topics, clock);
  const onFailure = (what: string, error: unknown): void => void failures.push(`${what}: ${(error as Error).message}`);
  const made = deliverDepsOf(platform, { publish, allowPrivateHosts: [] }, onFailure);
  // Secrets are files: what is read of them before time moves needs no real time later.
  const webhookSecrets = cachedWebhookSecrets(platform.secrets, fakeClock());
  const deps: DeliverDeps = {
    ...made,
    webhookSecrets,
    random: () => 0.5,
    post: Object.assign(post, { close: () => undefined }),
  };
  const deliverers = deliverersOf(deps, onFatal);
  return {
    ...{ platform, clock, deps, endpoints, failures },
    webhook: async (name, target = {}) => {
      await rotateWebhookSecret(platform.secrets, name);
      const own: Subscription = {
        ...{ name, tenants: ['a'], topics: ['information.party'], filter: {} },
        target: { kind: 'webhook', url: `https://${name}.example.com/hook`, ...target } as Target,
      };
      await addSubscription(platform, own);
    },
    publish: (id) =>
      publish('information.party', [
        { id, body: `[{"specversion":"1.0","id":"${id}"}]`, attributes: { tenant: 'a', entity: 'party' } },
      ]),
    follow: async () => {
      for (const { name } of await listSubscriptions(platform.documents)) await webhookSecrets(name);
      await deliverers.follow();
    },
    left: async (name) => {
      const counts = await platform.queues.counts();
      const of = (queue: string): number => {
        const found = counts.find((count) => count.queue === queue);
        return (found?.visible ?? 0) + (found?.inFlight ?? 0);
      };
      return { waiting: of(subscriptionQueue(name)), dead: of(`${subscriptionQueue(name)}.dead`) };
    },
    close: async () => {
      await deliverers.stop();
      made.post.close();
      await platform.close();
      home.remove();
    },
  };
}
