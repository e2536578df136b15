import { describe, expect, test } from '@jest/globals';
import type { Run } from '../../core/run.ts';
import type { Ledger } from '../../platform/ports.ts';
import {
  continuation,
  fenced,
  type LedgerPorts,
  manifest,
  opened,
  outcome,
  result,
  ttlMs,
  type WithLedger,
  wanted,
} from './ledger-fixtures.ts';
import { describeEpochs, describeRewriting } from './ledger-repairs.ts';
import { forEachTest, type UnderTest } from './under-test.ts';

type Make = () => Promise<UnderTest<LedgerPorts>>;

export function ledgerContract(name: string, makeAdapter: Make): void {
  describe(`ledger: ${name}`, () => {
    const withLedger = forEachTest(makeAdapter);
    describeOpening(withLedger);
    describeClosing(withLedger);
    describeManifests(withLedger);
    describeOutcomes(withLedger);
    describeFences(withLedger);
    describeRewriting(withLedger);
    describeEpochs(withLedger);
  });
}

function describeOpening(withLedger: WithLedger): void {
  test(
    'numbers the runs of a connection, and gives the open one again with the execution added',
    withLedger(async (ports) => {
      const { ledger } = ports;
      const { fence, run } = await opened(ports);
      expect(run).toEqual({
        ...wanted,
        run: 1,
        status: 'running',
        executions: ['e1'],
        fence,
        startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      });
      expect(await ledger.openRun(wanted, 'e1', fence)).toEqual(run);
      await ports.coordination.release(fence);
      const newer = await fenced(ports, 'e2');
      const again = await ledger.openRun({ ...wanted, trigger: 'schedule', registration: 9 }, 'e2', newer);
      expect(again).toEqual({ ...run, executions: ['e1', 'e2'], fence: newer });
      expect(await ledger.run(run)).toEqual(again);
      await ledger.closeRun(run, { status: 'failed', results: [] }, newer);
      expect(await ledger.openRun(wanted, 'e3', newer)).toMatchObject({ run: 2, executions: ['e3'] });
    }),
  );

  test(
    'pins a run to an extension of the tenant, where it has one',
    withLedger(async (ports) => {
      const { ledger } = ports;
      const fence = await fenced(ports, 'e1');
      const run = await ledger.openRun({ ...wanted, extension: 7 }, 'e1', fence);
      expect(run.extension).toBe(7);
      expect(await ledger.openRun({ ...wanted, extension: 8 }, 'e1', fence)).toEqual(run);
      await ledger.closeRun(run, { status: 'succeeded', results: [] }, fence);
      expect(await ledger.run(run)).toMatchObject({ extension: 7 });
      expect(await ledger.openRun(wanted, 'e2', fence)).not.toHaveProperty('extension');
    }),
  );

  test(
    'lists runs newest first, of a connection or of the tenant, and the open ones of all',
    withLedger(async (ports) => {
      const { ledger } = ports;
      for (const connection of ['main', 'second', 'main', 'main']) {
        const fence = await fenced(ports, 'e', connection);
        const run = await ledger.openRun({ ...wanted, connection }, 'e', fence);
        if (connection === 'main' && run.run < 3)
          await ledger.closeRun(run, { status: 'succeeded', results: [] }, fence);
        await ports.coordination.release(fence);
        await ports.passTime(1_000);
      }
      const names = (runs: readonly Run[]): string[] => runs.map(({ connection, run }) => `${connection} ${run}`);
      expect(names(await ledger.runs('acme', undefined, 10))).toEqual(['main 3', 'main 2', 'second 1', 'main 1']);
      expect(names(await ledger.runs('acme', 'main', 2))).toEqual(['main 3', 'main 2']);
      expect(await ledger.runs('other', undefined, 10)).toEqual([]);
      expect(names(await ledger.openRuns()).sort()).toEqual(['main 3', 'second 1']);
      expect(await ledger.run({ tenant: 'acme', connection: 'main', run: 4 })).toBeUndefined();
    }),
  );
}

function describeClosing(withLedger: WithLedger): void {
  const scope = (stream: string): Parameters<Ledger['watermark']>[0] => ({
    tenant: 'acme',
    connection: 'main',
    stream,
  });

  test(
    'closing keeps results and error and moves the watermarks that the results carry',
    withLedger(async (ports) => {
      const { ledger } = ports;
      const { fence, run } = await opened(ports);
      expect(await ledger.watermark(scope('parties'))).toBeUndefined();
      const results = [result('parties', '2026-01-02'), result('projects')];
      const error = { name: 'ErpRejected', code: 'status-400', message: 'No.' };
      await ledger.closeRun(run, { status: 'partial', results, error }, fence);
      expect(await ledger.run(run)).toMatchObject({ status: 'partial', results, error, endedAt: expect.any(String) });
      expect(await ledger.watermark(scope('parties'))).toBe('2026-01-02');
      expect(await ledger.watermark(scope('projects'))).toBeUndefined();
      expect(await ledger.watermark({ ...scope('parties'), connection: 'second' })).toBeUndefined();
      const next = await ledger.openRun(wanted, 'e2', fence);
      await ledger.closeRun(next, { status: 'succeeded', results: [result('parties', '2025-12-31')] }, fence);
      expect(await ledger.watermark(scope('parties'))).toBe('2025-12-31');
      await ledger.forgetWatermarks('acme', 'second');
      await ledger.forgetWatermarks('other', 'main');
      expect(await ledger.watermark(scope('parties'))).toBe('2025-12-31');
      await ledger.forgetWatermarks('acme', 'main');
      expect(await ledger.watermark(scope('parties'))).toBeUndefined();
    }),
  );

  test(
    'closing again with the same status changes nothing; with another it is refused',
    withLedger(async (ports) => {
      const { ledger } = ports;
      const { fence, run } = await opened(ports);
      await ledger.closeRun(run, { status: 'succeeded', results: [result('parties', 'w1')] }, fence);
      const before = await ledger.run(run);
      await ports.passTime(1_000);
      await ledger.closeRun(run, { status: 'succeeded', results: [result('parties', 'w2')] }, fence);
      const failed = { status: 'failed', results: [] } as const;
      await expect(ledger.closeRun(run, failed, fence)).rejects.toMatchObject({ code: 'run-closed' });
      expect(await ledger.run(run)).toEqual(before);
      expect(await ledger.watermark(scope('parties'))).toBe('w1');
    }),
  );

  test(
    'a run that does not exist, and a status that is no end, are refused',
    withLedger(async (ports) => {
      const { fence, run } = await opened(ports);
      const end = { status: 'succeeded', results: [] } as const;
      const unknown = { ...run, run: 99 };
      await expect(ports.ledger.closeRun(unknown, end, fence)).rejects.toMatchObject({ name: 'NotFound' });
      const open = { ...end, status: 'running' } as const;
      await expect(ports.ledger.closeRun(run, open, fence)).rejects.toMatchObject({ name: 'InvalidInput' });
    }),
  );
}

function describeManifests(withLedger: WithLedger): void {
  test(
    'declares batches together with the continuation',
    withLedger(async (ports) => {
      const { ledger } = ports;
      const { fence, run } = await opened(ports);
      expect(await ledger.continuation(run, 'parties')).toBeUndefined();
      await ledger.declare(run, 'parties', [manifest(run, 1), manifest(run, 2)], continuation(2), fence);
      await ledger.declare(run, 'parties', [manifest(run, 3)], continuation(3, true), fence);
      expect(await ledger.manifests(run, 'parties')).toEqual([1, 2, 3].map((batch) => manifest(run, batch)));
      expect(await ledger.manifest(run, 'parties', 2)).toEqual(manifest(run, 2));
      expect(await ledger.manifest(run, 'parties', 4)).toBeUndefined();
      expect(await ledger.manifests(run, 'projects')).toEqual([]);
      expect(await ledger.continuation(run, 'parties')).toEqual(continuation(3, true));
      expect(await ledger.continuation({ ...run, run: 2 }, 'parties')).toBeUndefined();
    }),
  );

  test(
    'a batch number that exists is refused, and nothing of the declaration stays',
    withLedger(async (ports) => {
      const { ledger } = ports;
      const { fence, run } = await opened(ports);
      await ledger.declare(run, 'parties', [manifest(run, 1)], continuation(1), fence);
      const again = [manifest(run, 2), { ...manifest(run, 1), id: 'another' }];
      await expect(ledger.declare(run, 'parties', again, continuation(3), fence)).rejects.toMatchObject({
        name: 'NotSettled',
        code: 'batch-exists',
      });
      expect(await ledger.manifests(run, 'parties')).toEqual([manifest(run, 1)]);
      expect(await ledger.continuation(run, 'parties')).toEqual(continuation(1));
    }),
  );

  test(
    'counts publishes and keeps the time of the last',
    withLedger(async (ports) => {
      const { ledger } = ports;
      const { fence, run } = await opened(ports);
      await ledger.declare(run, 'parties', [manifest(run, 1), manifest(run, 2)], continuation(2), fence);
      await ledger.markPublished(run, 'parties', [1, 7]);
      const first = await ledger.manifest(run, 'parties', 1);
      expect(first).toEqual({ ...manifest(run, 1), publishes: 1, publishedAt: expect.any(String) });
      await ports.passTime(1_000);
      await ledger.markPublished(run, 'parties', [1]);
      const second = await ledger.manifest(run, 'parties', 1);
      expect(second?.publishes).toBe(2);
      expect(String(second?.publishedAt) > String(first?.publishedAt)).toBe(true);
      expect(await ledger.manifest(run, 'parties', 2)).toEqual(manifest(run, 2));
    }),
  );
}

function describeOutcomes(withLedger: WithLedger): void {
  test(
    'the first outcome of a batch stays',
    withLedger(async (ports) => {
      const { ledger } = ports;
      const { run } = await opened(ports);
      await ledger.writeOutcome(run, 'parties', outcome('b1'));
      await ledger.writeOutcome(run, 'parties', outcome('b1', 'ffff'));
      await ledger.writeOutcome(run, 'projects', outcome('b1', 'qqqq'));
      expect(await ledger.outcome(run, 'parties', 'b1')).toEqual(outcome('b1'));
      expect(await ledger.outcomes(run, 'parties')).toEqual([outcome('b1')]);
      expect(await ledger.outcome(run, 'parties', 'b2')).toBeUndefined();
      expect(await ledger.outcomes({ ...run, run: 2 }, 'parties')).toEqual([]);
      const unknown = ledger.writeOutcome({ ...run, run: 2 }, 'parties', outcome('b1'));
      await expect(unknown).rejects.toMatchObject({ name: 'NotFound' });
    }),
  );

  test(
    'pending are the batches that were never published or have no outcome',
    withLedger(async (ports) => {
      const { ledger } = ports;
      const { fence, run } = await opened(ports);
      const names = async (limit = 100): Promise<string[]> => (await ledger.pending(run, limit)).map(({ id }) => id);
      await ledger.declare(run, 'projects', [manifest(run, 1, 'projects')], continuation(1), fence);
      await ledger.declare(
        run,
        'parties',
        [1, 2, 3].map((batch) => manifest(run, batch)),
        continuation(3),
        fence,
      );
      expect(await names()).toEqual(['parties-1-1', 'parties-1-2', 'parties-1-3', 'projects-1-1']);
      await ledger.markPublished(run, 'parties', [1, 2]);
      await ledger.writeOutcome(run, 'parties', outcome('parties-1-1'));
      await ledger.writeOutcome(run, 'parties', outcome('parties-1-3'));
      await ledger.writeOutcome(run, 'projects', outcome('parties-1-2'));
      expect(await names()).toEqual(['parties-1-2', 'parties-1-3', 'projects-1-1']);
      expect(await names(2)).toEqual(['parties-1-2', 'parties-1-3']);
      expect(await ledger.pending({ ...run, run: 2 }, 10)).toEqual([]);
    }),
  );
}

function describeFences(withLedger: WithLedger): void {
  test.each(['expired', 'released', 'taken over'])('a lease that is %s lets nothing be written', async (how) =>
    withLedger(async (ports) => {
      const { ledger, coordination } = ports;
      const { fence, run } = await opened(ports);
      await ledger.declare(run, 'parties', [manifest(run, 1)], continuation(1), fence);
      if (how === 'expired') await ports.passTime(ttlMs);
      else await coordination.release(fence);
      const newer = how === 'taken over' ? await fenced(ports, 'e2') : undefined;
      const lost = { name: 'FenceLost', code: 'lease-lost' };
      await expect(ledger.openRun(wanted, 'e9', fence)).rejects.toMatchObject(lost);
      const late = ledger.declare(run, 'parties', [manifest(run, 2)], continuation(2), fence);
      await expect(late).rejects.toMatchObject(lost);
      const end = { status: 'succeeded', results: [result('parties', 'w1')] } as const;
      await expect(ledger.closeRun(run, end, fence)).rejects.toMatchObject(lost);
      expect(await ledger.run(run)).toEqual(run);
      expect(await ledger.manifests(run, 'parties')).toHaveLength(1);
      expect(await ledger.continuation(run, 'parties')).toEqual(continuation(1));
      expect(await ledger.watermark({ tenant: 'acme', connection: 'main', stream: 'parties' })).toBeUndefined();
      if (newer) await ledger.closeRun(run, end, newer);
    })(),
  );

  test(
    'a run that has ended takes no more batches, whoever holds the lease',
    withLedger(async (ports) => {
      const { ledger } = ports;
      const { fence, run } = await opened(ports);
      await ledger.closeRun(run, { status: 'failed', results: [] }, fence);
      const late = ledger.declare(run, 'parties', [manifest(run, 1)], continuation(1), fence);
      await expect(late).rejects.toMatchObject({ name: 'FenceLost', code: 'run-closed' });
      expect(await ledger.manifests(run, 'parties')).toEqual([]);
    }),
  );
}
