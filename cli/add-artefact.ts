import type { ConnectorArtefact, ConnectorRegistration } from '../core/connector/model.ts';
import { ensureErpQueue } from '../distributor/topics.ts';
import { registerConnector } from '../platform/catalogue.ts';
import type { Platform } from '../platform/ports.ts';

/** Registers it, and makes its queue, so that no message is lost before the worker has noticed the connector. */
export async function addArtefact(
  platform: Platform,
  artefact: ConnectorArtefact,
): Promise<{ readonly registration: ConnectorRegistration; readonly isNew: boolean }> {
  const registered = await registerConnector(platform, artefact, platform.clock.now());
  await ensureErpQueue(platform.topics, platform.queues, artefact.definition.name);
  return registered;
}
