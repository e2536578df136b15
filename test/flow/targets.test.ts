import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { InformationEvent } from '../../core/generated/information-batch.generated.ts';
import type { Subscription, Target } from '../../core/subscription.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { signaturesOf } from '../../distributor/deliver/signature.ts';
import { rotateWebhookSecret } from '../../distributor/deliver/webhook-secret.ts';
import { requestSnapshot } from '../../distributor/snapshot/request.ts';
import { addSubscription } from '../../distributor/subscribe.ts';
import { modelConsumer } from '../support/consumer.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const parties = 30;
const home = temporaryDirectory();
const received: { readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[] = [];
let erp: ErpSimulator;
let pipeline: Pipeline;
let server: Server;
let url: string;

const heard = (name: string, target: Target): Subscription => ({
  ...{ name, tenants: ['default'], topics: ['information.party'], filter: { change: ['created'] }, target },
});

beforeAll(async () => {
  erp = await startErpSimulator({ rows: { businessPartners: parties, projects: 5, supplierInvoices: 5 } });
  server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    // The first one fails: it must come again.
    response.writeHead(received.length === 1 ? 500 : 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const allowPrivateHosts = [new URL(erp.url).host, new URL(url).host];
  pipeline = await openPipeline({ erp: erp.url, home: home.path, allowPrivateHosts, bindingSettlesMs: 0 });
});
afterAll(async () => {
  await pipeline.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await erp.stop();
  home.remove();
});

/** The events in the files of a folder below the data directory. */
function eventsInFiles(folder: string): readonly InformationEvent[] {
  const directory = join(home.path, folder);
  return readdirSync(directory)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as InformationEvent);
}

const filesIn = (folder: string): readonly InformationEvent[] => {
  try {
    return eventsInFiles(folder);
  } catch {
    return [];
  }
};

describe('a run with consumers', () => {
  test('a webhook gets every event with a signature that holds, a folder gets the same as files', async () => {
    const { platform } = pipeline.embedded;
    const secret = await rotateWebhookSecret(platform.secrets, 'hook');
    await addSubscription(platform, heard('hook', { kind: 'webhook', url }));
    await addSubscription(platform, heard('files', { kind: 'folder', path: 'exports/files' }));
    await pipeline.run();
    const bodies = await until('the webhook to get all', () => {
      const events = received.slice(1).flatMap(({ body }) => JSON.parse(body) as InformationEvent[]);
      return new Set(events.map(({ id }) => id)).size === parties && events;
    });
    for (const { headers, body } of received) {
      const [id, timestamp] = [String(headers['webhook-id']), Number(headers['webhook-timestamp'])];
      expect(headers['webhook-signature']).toBe(signaturesOf([secret], { id, timestamp, body }));
      expect(headers['content-type']).toContain('application/cloudevents-batch+json');
    }
    const files = await until(
      'the files',
      () => filesIn('exports/files').length === parties && filesIn('exports/files'),
    );
    expect(files.map(({ id }) => id).toSorted()).toEqual([...new Set(bodies.map(({ id }) => id))].toSorted());
    expect(readdirSync(join(home.path, 'exports/files'))[0]).toMatch(/^\d{4}-\d\d-\d\dT\d{9}Z-[\w-]{22}\.ndjson$/);
  });

  test('who comes late takes a snapshot and ends equal to the store', async () => {
    const { platform, services } = pipeline.embedded;
    await addSubscription(platform, heard('late', { kind: 'folder', path: 'exports/late' }));
    await requestSnapshot(services, 'late', []);
    const events = await until(
      'the snapshot',
      () => filesIn('exports/late').length >= parties && filesIn('exports/late'),
    );
    const consumer = modelConsumer();
    consumer.take(events);
    const stored = [...(await pipeline.entities())].filter(([subject]) => subject.startsWith('party '));
    expect([...consumer.state].map(([subject, { digest }]) => [subject, digest]).toSorted()).toEqual(
      stored.map(([subject, { digest }]) => [subject, digest]).toSorted(),
    );
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['tributary.information.party.snapshot']));
  });
});
