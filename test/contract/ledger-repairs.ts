import { expect, test } from '@jest/globals';
import { continuation, fenced, manifest, opened, type WithLedger, wanted } from './ledger-fixtures.ts';

export function describeRewriting(withLedger: WithLedger): void {
  test(
    'a manifest tells the digest of what was erased from its batch',
    withLedger(async (ports) => {
      const { run, fence } = await opened(ports);
      await ports.ledger.declare(run, 'parties', [manifest(run, 1)], continuation(1), fence);
      await ports.ledger.noteRewritten(run, 'parties', 1, 'other');
      const rewritten = { ...manifest(run, 1), rewritten: 'other' };
      expect(await ports.ledger.manifest(run, 'parties', 1)).toEqual(rewritten);
      expect(await ports.ledger.manifests(run, 'parties')).toEqual([rewritten]);
    }),
  );
}

export function describeEpochs(withLedger: WithLedger): void {
  const error = { name: 'FenceLost', code: 'restored', message: 'restored' };

  test(
    'after a restore open runs have failed, and numbers and tokens are greater than any that could have been seen',
    withLedger(async (ports) => {
      const { ledger, coordination } = ports;
      await ports.documents.put('acme', 'connections', 'main', {});
      const { fence, run } = await opened(ports);
      const epoch = await ledger.beginEpoch(1_000, error);
      expect(epoch.nextRun).toBeGreaterThan(1_001);
      expect(await ledger.openRuns()).toEqual([]);
      expect(await ledger.run(run)).toMatchObject({ status: epoch.ended === 1 ? 'failed' : 'running' });
      expect(epoch.ended).toBe(1);
      expect(await coordination.holds(fence)).toBe(false);
      const next = await opened(ports);
      expect(next.run.run).toBe(epoch.nextRun);
      expect(next.fence.token).toBeGreaterThan(fence.token + 1_000);
      const other = await fenced(ports, 'e1', 'other');
      expect((await ledger.openRun({ ...wanted, connection: 'other' }, 'e1', other)).run).toBe(epoch.nextRun);
      await expect(ledger.beginEpoch(100_000_000, error)).rejects.toMatchObject({ code: 'run-margin-unusable' });
    }),
  );
}
