import { join } from 'node:path';
import { checkConnectorFolder } from '../core/connector/check.ts';
import { formatProblem } from '../core/problem.ts';
import { informationTopic } from '../core/topic-names.ts';
import { type Embedded, openEmbedded } from '../infra/embedded.ts';
import { putConnection, registerConnector } from '../platform/catalogue.ts';
import type { Consumer } from '../platform/ports.ts';
import { compileMapping } from '../transformer/mapping/compile.ts';

const connector = 'demo-odata';

/** The connection of the demo ERP in a pipeline of a bench. */
export const demo: {
  readonly tenant: string;
  readonly connection: string;
  readonly connector: string;
  readonly streams: readonly string[];
} = { tenant: 'default', connection: 'demo', connector: connector, streams: ['projects'] };

/** The product in a data directory, with the projects of the demo ERP as its only stream. */
export async function openDemoPipeline(home: string, erp: string): Promise<Embedded> {
  const embedded = await openEmbedded({ home, allowPrivateHosts: [new URL(erp).host] });
  const { platform } = embedded;
  const checked = checkConnectorFolder(join(import.meta.dirname, '../connectors/catalog', connector), compileMapping);
  if (!checked.ok) throw new Error(checked.problems.map(formatProblem).join('\n'));
  await registerConnector(platform, checked.value, platform.clock.now());
  const { tenant, connection: name, streams } = demo;
  const parameters = { host: erp, username: 'tributary' };
  await putConnection(platform, { tenant, name, connector, paused: false, streams, parameters });
  await platform.secrets.put(tenant, name, { password: 'demo-only' }, connector);
  return embedded;
}

type ProjectEvent = { readonly subject: string };

/** A consumer of all events about projects. */
export async function consumeProjects(
  { platform }: Embedded,
  onEvent: (event: ProjectEvent) => void,
): Promise<Consumer> {
  const queue = 'bench-consumer';
  await platform.queues.ensure(queue, { visibilitySeconds: 60, maxReceives: 5 });
  await platform.topics.subscribe({ name: queue, topic: informationTopic('project'), queue, filter: {} });
  const handle = async (messages: readonly { readonly body: string }[]): Promise<readonly string[]> => {
    for (const { body } of messages) for (const event of JSON.parse(body) as ProjectEvent[]) onEvent(event);
    return [];
  };
  return platform.queues.consume(queue, handle, { batchSize: 10 });
}
