import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signaturesOf } from '../../distributor/deliver/signature.ts';
import { whyNoPython } from '../support/python-tool.ts';
import { deployedStage, type Stage } from '../support/stage.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

type Received = { readonly headers: Readonly<Record<string, unknown>>; readonly body: string };

const reason = whyNoPython();
const suite = reason === undefined ? describe : describe.skip;
const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

suite('delivery on a deployed stage', () => {
  const home = temporaryDirectory();
  const received: Received[] = [];
  let status = 204;
  let server: Server;
  let stage: Stage;
  let host: string;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      received.push({ headers: request.headers, body: await text(request) });
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    stage = await deployedStage(home.path, [host]);
  }, 900_000);

  afterAll(async () => {
    await stage?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    home.remove();
  });

  const publish = (id: string): Promise<unknown> =>
    stage.platform.topics.publish('information.party', [
      {
        id,
        body: `[{"specversion":"1.0","id":"${id}","time":"2026-01-01T00:00:00.000Z"}]`,
        attributes: { tenant: 'default', entity: 'party' },
      },
    ]);
  const ids = (): readonly unknown[] => received.map(({ headers }) => headers['webhook-id']);

  test('a webhook gets what is published, signed', async () => {
    const topic = ['--topic', 'information.party'];
    const env = { TRIBUTARY_ALLOW_HOSTS: host };
    await stage.cli(['subscription', 'add', 'hook', ...topic, '--webhook', `http://${host}/hook`], { env });
    await stage.cli(['subscription', 'secret', 'hook', '--secret'], {
      env: { ...env, TRIBUTARY_SECRET_WEBHOOK: secret },
    });
    await stage.cli(['subscription', 'secret', 'hook', '--revoke'], { env });
    await publish('m1');
    const first = await until('the webhook', () => received[0], 120_000);
    const signed = { id: 'm1', timestamp: Number(first.headers['webhook-timestamp']), body: first.body };
    expect(first.headers['webhook-signature']).toBe(signaturesOf([secret], signed));
    expect(JSON.parse(first.body)).toEqual([expect.objectContaining({ id: 'm1' })]);
  }, 300_000);

  test('paused it gets nothing; resumed it gets what has waited', async () => {
    await stage.cli(['subscription', 'pause', 'hook']);
    expect(await stage.platform.deliveries.list()).toEqual([expect.objectContaining({ running: false })]);
    await publish('m2');
    const { stdout } = await stage.cli(['status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ subscriptions: [{ name: 'hook', paused: { by: 'operator' } }] });
    expect(ids()).not.toContain('m2');
    await stage.cli(['subscription', 'resume', 'hook']);
    await until('the message that waited', () => ids().includes('m2'), 120_000);
  }, 300_000);

  test('410 pauses it by itself', async () => {
    status = 410;
    await publish('m3');
    await until('the pause', async () => (await stage.platform.deliveries.list())[0]?.running === false, 120_000);
    const { stdout } = await stage.cli(['subscription', 'show', 'hook', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ endpoint: { paused: { by: 'gone' } } });
    await stage.cli(['subscription', 'remove', 'hook']);
    expect(await stage.platform.deliveries.list()).toEqual([]);
  }, 300_000);

  test('a snapshot that is due is started by the sweep and sent by its function', async () => {
    const { platform } = stage;
    await stage.cli(['subscription', 'add', 'late', '--topic', 'information.party']);
    const entity = { entity: 'party', id: 'c/k', digest: 'd', body: { name: 'x' }, identifiers: [] };
    const write = { key: 'k', revision: '00000001.000001.0000.0001', rawDigest: 'r', outcome: 'c', entities: [entity] };
    await platform.records.apply({ tenant: 'default', connection: 'c', stream: 's' }, 'b', [write]);
    const at = new Date().toISOString();
    // As requestSnapshot writes it, without the twenty minutes that SNS may take for a new filter.
    await platform.documents.put('_', 'subscription-snapshots', 'late', {
      ...{ id: 'snap', subscription: 'late', entities: [], requestedAt: at, notBefore: at, status: 'waiting' },
      ...{ events: 0, records: 0, updatedAt: at },
    });
    const message = await until(
      'the snapshot',
      async () => (await platform.queues.receive('subscription.late', 1, 1_000))[0],
      240_000,
    );
    expect(JSON.parse(message.body)).toEqual([
      expect.objectContaining({ type: 'tributary.information.party.snapshot', snapshot: 'snap', subject: 'c/k' }),
    ]);
    const { stdout } = await stage.cli(['subscription', 'show', 'late', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ snapshot: { records: 1, events: 1 } });
  }, 400_000);
});
