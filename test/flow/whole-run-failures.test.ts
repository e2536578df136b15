import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { openPipeline, type Pipeline, type PipelineOptions } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

describe('an ERP that gives trouble', () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let erp: ErpSimulator;
  let pipeline: Pipeline | undefined;

  beforeEach(async () => {
    home = temporaryDirectory();
    erp = await startErpSimulator({ rows: { businessPartners: 250, projects: 30, supplierInvoices: 250 } });
  });

  afterEach(async () => {
    await pipeline?.close();
    await erp.stop();
    home.remove();
  });

  const open = async (options: Partial<PipelineOptions> = {}): Promise<Pipeline> => {
    pipeline = await openPipeline({ home: home.path, erp: erp.url, ...options });
    return pipeline;
  };

  test('wrong credentials fail every stream at once, without a retry', async () => {
    const run = await (await open({ password: 'wrong' })).run();
    expect(run.status).toBe('failed');
    expect(run.results?.map(({ error }) => error?.name)).toEqual([
      'CredentialsRejected',
      'CredentialsRejected',
      'CredentialsRejected',
    ]);
    expect(JSON.stringify(run)).not.toContain('wrong');
    expect(erp.requests().length).toBe(3);
  });

  test('an ERP that cannot be reached fails every stream with where and what to do', async () => {
    const opened = await open();
    await erp.stop();
    const run = await opened.run({ streams: ['projects'] });
    expect(run.status).toBe('failed');
    expect(run.results?.[0]?.error).toMatchObject({
      name: 'ErpUnavailable',
      code: 'erp-unreachable',
      message: expect.stringContaining('projects'),
    });
    const history = await opened.embedded.platform.executions.history(run.executions[0] ?? '');
    expect(history.filter(({ type }) => /retr/i.test(type)).length).toBeGreaterThan(0);
  }, 60_000);

  test.each([
    ['server-error', {}],
    ['cut-body', {}],
    ['drop-connection', {}],
    ['throttle', { retryAfterSeconds: 1 }],
    ['slow', { delayMs: 300 }],
  ] as const)('gets over a passing %s, and reads nothing twice that was confirmed', async (kind, more) => {
    const opened = await open();
    erp.setFault({ kind, times: 1, skip: 1, ...more });
    const run = await opened.run();
    expect({ status: run.status, error: run.error }).toEqual({ status: 'succeeded', error: undefined });
    expect((await opened.entities()).size).toBe(530);
    const answered = erp
      .requests()
      .filter(({ status }) => status === 200)
      .map(({ path, query }) => `${path} ${query['$skiptoken'] ?? ''}`);
    const twice = answered.filter((request, index) => answered.indexOf(request) !== index);
    // A cut answer was sent with status 200 and had to be asked for again.
    expect(twice.length).toBeLessThanOrEqual(kind === 'cut-body' ? 1 : 0);
  });

  test('Retry-After above ten seconds becomes a wait of the state machine', async () => {
    const opened = await open();
    erp.setFault({ kind: 'throttle', times: 1, path: 'Projects', retryAfterSeconds: 11 });
    const run = await opened.run({ streams: ['projects'] });
    expect(run.status).toBe('succeeded');
    const history = await opened.embedded.platform.executions.history(run.executions[0] ?? '');
    expect(history.some(({ state }) => state === 'WaitForErp')).toBe(true);
  }, 60_000);
});
