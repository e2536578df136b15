import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Run } from '../../core/run.ts';
import { listQuarantined } from '../../transformer/quarantine/quarantine.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type CapServer, startCapServer } from './cap-server.ts';

/** The catalogue's OData connector against a server that others wrote: SAP CAP. */
describe('SAP CAP as an OData V4 source', () => {
  const scratch = temporaryDirectory();
  const home = temporaryDirectory();
  let server: CapServer;
  let pipeline: Pipeline;
  let first: Run;
  let firstReads: number;

  beforeAll(async () => {
    server = await startCapServer(scratch.path);
    const { url: erp, username, password } = server;
    pipeline = await openPipeline({ home: home.path, erp, username, password });
    first = await pipeline.run();
    firstReads = server.reads();
  }, 180_000);

  afterAll(async () => {
    await pipeline?.close();
    await server?.stop();
    scratch.remove();
    home.remove();
  });

  test('a first run reads every page of every stream and settles', () => {
    expect(first.results?.map(({ stream, ok, records, error }) => ({ stream, ok, records, error }))).toEqual([
      { stream: 'business-partners', ok: true, records: 230, error: undefined },
      { stream: 'projects', ok: true, records: 60, error: undefined },
      { stream: 'supplier-invoices', ok: true, records: 230, error: undefined },
    ]);
    expect(first.status).toBe('succeeded');
    // 50 rows a page: 5 + 2 + 5.
    expect(firstReads).toBe(12);
  });

  test('amounts and lines arrive as they are', async () => {
    const entities = await pipeline.entities();
    expect((await listQuarantined(pipeline.embedded.platform.documents, 'default')).slice(0, 3)).toEqual([]);
    expect(entities.size).toBe(520);
    const invoice = [...entities.values()].find((entity) => entity.entity === 'supplier-invoice');
    expect(invoice?.body).toMatchObject({
      currency: 'NOK',
      lines: [{ quantity: '2.5', unit: 'MTQ', netAmount: '250', project: { id: expect.stringMatching(/^P-/) } }],
    });
  });

  test('a second run reads only what the watermark leaves', async () => {
    const before = server.reads();
    const run = await pipeline.run();
    expect(run.status).toBe('succeeded');
    expect(server.reads() - before).toBe(3);
    for (const result of run.results ?? []) expect(result.outcomes['unchanged']).toBe(result.records);
  });

  test('a change made through OData arrives as one update', async () => {
    const changed = `${server.url}/odata/v4/construction/Projects('P-7')`;
    const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;
    const body = JSON.stringify({ ProjectDescription: 'Tunnel 7', LastChangeDateTime: new Date().toISOString() });
    const answer = await fetch(changed, {
      method: 'PATCH',
      headers: { authorization, 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(200);
    const run = await pipeline.run({ streams: ['projects'] });
    expect(run.results?.[0]?.outcomes).toMatchObject({ updated: 1, created: 0 });
    const events = (await pipeline.events()).filter(({ entity }) => entity === 'project');
    expect(events.at(-1)).toMatchObject({
      type: 'tributary.information.project.updated',
      subject: 'P-7',
      data: { name: 'Tunnel 7' },
    });
  });

  test('a wrong password is said as such', async () => {
    await pipeline.embedded.platform.secrets.put('default', 'demo', { password: 'wrong' }, 'demo-odata');
    const run = await pipeline.run();
    expect(run.status).toBe('failed');
    expect(run.results?.every((result) => result.error?.name === 'CredentialsRejected')).toBe(true);
    await pipeline.embedded.platform.secrets.put('default', 'demo', { password: server.password }, 'demo-odata');
  });
});
