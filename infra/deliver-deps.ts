import type { DeliverDeps } from '../distributor/deliver/deliver.ts';
import { createPost } from '../distributor/deliver/post.ts';
import { cachedWebhookSecrets } from '../distributor/deliver/webhook-secret.ts';
import type { Platform, Publish } from '../platform/ports.ts';

type Ports = Pick<Platform, 'queues' | 'deliveries' | 'exports' | 'documents' | 'secrets' | 'clock'>;

/** What delivering to endpoints needs, made of a platform: the same on both. */
export function deliverDepsOf(
  platform: Ports,
  services: { readonly publish: Publish; readonly allowPrivateHosts: readonly string[] },
  onFailure: (what: string, error: unknown) => void,
): DeliverDeps {
  const { queues, deliveries, exports, documents, secrets, clock } = platform;
  return {
    ...{ queues, deliveries, exports, documents, clock },
    publish: services.publish,
    post: createPost(services.allowPrivateHosts),
    webhookSecrets: cachedWebhookSecrets(secrets, clock),
    random: Math.random,
    onFailure,
  };
}
