import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openEmbedded } from '../../infra/embedded.ts';
import { putQuarantined, quarantineId } from '../../transformer/quarantine/quarantine.ts';
import { documentsIn, tributary } from '../cli/run-command.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/**
 * Two tenants of the demo, each with a connection of the same name to another company of the same ERP: what a command
 * says to the one is never the other's.
 */
describe('the commands of two tenants', () => {
  const directory = temporaryDirectory();
  const home = join(directory.path, 'data');

  const run = (...argv: readonly string[]): ReturnType<typeof tributary> => tributary(argv, { home });
  const asFjord = (...argv: readonly string[]): ReturnType<typeof tributary> =>
    tributary(argv, { home, env: { TRIBUTARY_TENANT: 'fjord' } });
  const json = async (answer: Promise<{ readonly code: number; readonly out: string; readonly err: string }>) => {
    const { code, out, err } = await answer;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return JSON.parse(out) as unknown;
  };

  beforeAll(async () => {
    const { code, err } = await run('start', '--demo', '--once', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const tenant of ['default', 'fjord'])
      expect(
        (await run('subscription', 'add', `of-${tenant}`, '--topic', 'information.party', '--tenant', tenant)).code,
      ).toBe(0);
  }, 120_000);

  afterAll(() => directory.remove());

  test('connections: each sees its own, with its own parameters, and no secret of anybody', async () => {
    const connections = (await json(run('connection', 'list', '--json'))) as readonly {
      name: string;
      parameters: object;
    }[];
    expect(connections.map(({ name }) => name)).toEqual(['demo', 'nordic']);
    expect(connections[1]?.parameters).toMatchObject({ clientId: 'tributary-company-1' });
    const { out } = await asFjord('connection', 'list', '--json');
    expect(JSON.parse(out)).toMatchObject([
      { tenant: 'fjord', name: 'nordic', parameters: { clientId: 'tributary-company-2' } },
    ]);
    expect(out).not.toContain('demo-only');
    expect((await asFjord('connection', 'pause', 'demo')).code).toBe(3);
    expect((await asFjord('run', 'demo')).code).toBe(3);
  });

  test('status and runs', async () => {
    const status = (await json(asFjord('status', '--json'))) as Record<string, readonly object[]>;
    expect(status).toMatchObject({ tenant: 'fjord', connections: [{ tenant: 'fjord', name: 'nordic' }] });
    const runs = (await json(asFjord('runs', '--json'))) as readonly object[];
    expect(runs).toMatchObject([{ run: 'nordic/1', tenant: 'fjord' }]);
    expect(await json(asFjord('run', 'show', 'nordic/1', '--json'))).toMatchObject({ tenant: 'fjord' });
    expect((await asFjord('run', 'show', 'demo/1')).code).toBe(3);
  });

  test('records, also by key and by an identifier that both have', async () => {
    for (const [tenant, streams] of [
      ['default', ['demo', 'nordic']],
      ['fjord', ['nordic']],
    ] as const) {
      const records = (await json(
        run('records', 'list', '--limit', '20000', '--json', '--tenant', tenant),
      )) as readonly {
        tenant: string;
        connection: string;
      }[];
      expect([...new Set(records.map((record) => record.tenant))]).toEqual([tenant]);
      expect([...new Set(records.map(({ connection }) => connection))].sort()).toEqual(streams);
    }
    expect((await asFjord('records', 'show', 'demo', 'projects', 'P-00021')).code).toBe(3);
    const [own] = (await json(
      run('records', 'list', '--connection', 'nordic', '--stream', 'suppliers', '--limit', '1', '--json'),
    )) as readonly {
      entities: readonly { identifiers: readonly { scheme: string; value: string }[] }[];
    }[];
    const { scheme, value } = own?.entities[0]?.identifiers[0] ?? { scheme: '', value: '' };
    expect((await run('records', 'show', '--identifier', `${scheme}:${value}`)).code).toBe(0);
    // The companies know none of each other's parties.
    expect((await asFjord('records', 'show', '--identifier', `${scheme}:${value}`)).code).toBe(3);
    const compared = await asFjord('records', 'compare', 'party', '--left', 'nordic', '--right', 'demo');
    expect(compared).toMatchObject({ code: 3 });
    expect(compared.err).toContain('There is no connection "demo" of tenant "fjord"');
  });

  test('events: every topic shows a tenant its own', async () => {
    const topics = ['information.party', 'notification.run', 'notification.batch', 'erp-system.demo-nordic'];
    for (const tenant of ['default', 'fjord'])
      for (const topic of topics) {
        const { code, out } = await run('events', 'tail', topic, '--last', '5000', '--json', '--tenant', tenant);
        const seen = documentsIn(out).map(
          (event) => event['tenant'] ?? (event['data'] as Record<string, unknown>)['tenant'],
        );
        expect({ code, topic, tenants: [...new Set(seen)] }).toEqual({ code: 0, topic, tenants: [tenant] });
      }
    // The latest are all of one tenant, and the other's are found behind them.
    const last = documentsIn(
      (await run('events', 'tail', 'notification.run', '--last', '1', '--json', '--tenant', 'fjord')).out,
    );
    expect(last).toMatchObject([{ data: { tenant: 'fjord', connection: 'nordic' } }]);
  });

  test('subscriptions and their queues', async () => {
    for (const [tenant, other] of [
      ['default', 'fjord'],
      ['fjord', 'default'],
    ] as const) {
      const listed = await run('subscription', 'list', '--tenant', tenant);
      expect(listed.out).toContain(`of-${tenant}`);
      expect(listed.out).not.toContain(`of-${other}`);
      const queues = await run('queues', '--tenant', tenant);
      expect(queues.out).toContain(`subscription.of-${tenant}`);
      expect(queues.out).not.toContain(`of-${other}`);
      expect((await run('subscription', 'read', `of-${other}`, '--tenant', tenant)).code).toBe(3);
      expect((await run('subscription', 'remove', `of-${other}`, '--tenant', tenant)).code).toBe(3);
      expect((await run('redrive', `subscription.of-${other}`, '--tenant', tenant)).code).toBe(3);
      const taken = await run('subscription', 'add', `of-${other}`, '--topic', 'notification.run', '--tenant', tenant);
      expect(taken.code).toBe(2);
    }
  });

  test('quarantine', async () => {
    const embedded = await openEmbedded({ home });
    const at = { connection: 'nordic', stream: 'customers', key: '77' };
    await putQuarantined(embedded.platform.documents, {
      ...{ tenant: 'default', ...at, connector: 'demo-nordic', run: 1, batch: 1, index: 0, batchId: 'b', rawRef: 'r' },
      ...{ revision: 'r1', mappingVersion: 1, code: 'mapping', reason: 'a test', text: '{"id":77}', at: '2026-01-01' },
    });
    await embedded.close();
    const id = quarantineId(at, at.key);
    expect((await run('quarantine', 'list')).out).toContain(id);
    expect(await json(asFjord('quarantine', 'list', '--json'))).toEqual({ total: 0, records: [] });
    for (const command of ['show', 'replay', 'drop']) expect((await asFjord('quarantine', command, id)).code).toBe(3);
    expect((await asFjord('quarantine', 'replay', '--all')).out).toBe('Nothing is in quarantine there.\n');
    expect(await json(asFjord('status', '--json'))).toMatchObject({ quarantined: 0 });
    expect((await run('quarantine', 'show', id)).out).toContain('a test');
  });
});
