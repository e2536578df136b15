import { expect, test } from '@jest/globals';
import type { Fence, Manifest, Run, StreamResult } from '../../core/run.ts';
import { awsCoordination } from '../../platform/aws/coordination.ts';
import { awsDocuments } from '../../platform/aws/documents.ts';
import { awsLedger } from '../../platform/aws/ledger.ts';
import type { Table } from '../../platform/aws/table.ts';
import type { Coordination, Ledger } from '../../platform/ports.ts';
import { ledgerContract } from '../contract/ledger.contract.ts';
import { continuation, manifest, outcome } from '../contract/ledger-fixtures.ts';
import { testUnless } from '../contract/under-test.ts';
import { injectFaults } from '../support/aws-faults.ts';
import { freshTable } from '../support/aws-table.ts';
import { countUnits } from '../support/consumed-units.ts';
import { onEmulators } from '../support/on-emulators.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { limitsOf } from './emulator-limits.ts';

const unsealed = { seal: (text: string): string => text, unseal: (text: string): string => text };
const wanted = {
  tenant: 'acme',
  connection: 'main',
  trigger: 'manual',
  connector: 'demo',
  registration: 1,
  mode: 'full',
  streams: ['parties'],
} as const;

type Opened = {
  readonly table: Table;
  readonly ledger: Ledger;
  readonly coordination: Coordination;
  readonly fence: Fence;
  readonly run: Run;
};

/** With a run that is open. */
const withRun = (body: (opened: Opened) => Promise<void>) => async (): Promise<void> => {
  const { table, remove } = await freshTable();
  try {
    const clock = steppedClock();
    const ledger = awsLedger(table, clock);
    const coordination = awsCoordination(table, clock, async () => unsealed);
    const lease = await coordination.acquire('connection/acme/main', 'e1', 60_000);
    if (!lease.ok) throw new Error('not acquired');
    const run = await ledger.openRun(wanted, 'e1', lease.fence);
    await body({ table, ledger, coordination, fence: lease.fence, run });
  } finally {
    await remove();
  }
};

const batches = (run: Run, from: number, to: number): readonly Manifest[] =>
  Array.from({ length: to - from + 1 }, (_, index) => manifest(run, from + index));

/** As long as the extraction makes them. */
const real = (run: Run, batch: number): Manifest => {
  const id = `acme/main/parties/1/${batch}-pIy2TwHgYR3pNCbwPdwqRA`;
  return { ...manifest(run, batch), id, blob: `raw/${id}.zst`, digest: 'pIy2TwHgYR3pNCbwPdwqRA', count: 500 };
};

onEmulators(['ministack', 'moto'], (emulator) => {
  const testHere = testUnless(limitsOf(emulator));

  ledgerContract(emulator, async () => {
    const { table, remove } = await freshTable();
    const clock = steppedClock();
    return {
      ledger: awsLedger(table, clock),
      coordination: awsCoordination(table, clock, async () => unsealed),
      documents: awsDocuments(table),
      passTime: clock.advance,
      dispose: remove,
    };
  });

  test(
    'declares as many batches as one transaction holds, and refuses more',
    withRun(async ({ ledger, run, fence }) => {
      const tooMany = ledger.declare(run, 'parties', batches(run, 1, 98), continuation(98), fence);
      await expect(tooMany).rejects.toMatchObject({ name: 'InvalidInput', code: 'page-too-large' });
      await ledger.declare(run, 'parties', batches(run, 1, 97), continuation(97), fence);
      expect(await ledger.manifests(run, 'parties')).toHaveLength(97);
    }),
  );

  test(
    'manifests keep which records they touch',
    withRun(async ({ ledger, run, fence }) => {
      const some = { ...manifest(run, 1), touches: Array.from({ length: 500 }, (_, index) => index) };
      const all = { ...manifest(run, 2), touches: 'all' } as const;
      await ledger.declare(run, 'parties', [some, all], continuation(2), fence);
      expect(await ledger.manifests(run, 'parties')).toEqual([some, all]);
    }),
  );

  test(
    'a run of many streams with long reports fits, watermarks and all',
    withRun(async ({ ledger, run, fence }) => {
      const results = Array.from({ length: 150 }, (_, index): StreamResult => {
        const error = { name: 'ErpRejected', message: `No: ${'because it is so. '.repeat(50)}` };
        const stream = `stream-${index}`;
        return {
          stream,
          ok: false,
          records: index,
          outcomes: { created: 1 },
          seconds: 1,
          watermark: `w${index}`,
          error,
        };
      });
      await ledger.closeRun(run, { status: 'partial', results }, fence);
      expect((await ledger.run(run))?.results).toEqual(results);
      expect(await ledger.runs('acme', undefined, 5)).toHaveLength(1);
      expect(await ledger.watermark({ ...wanted, stream: 'stream-149' })).toBe('w149');
    }),
  );

  testHere(
    'of executions that open a run at the same time, all are noted in it',
    withRun(async ({ ledger, run, fence }) => {
      await Promise.all(['e2', 'e3'].map((execution) => ledger.openRun(wanted, execution, fence)));
      expect([...((await ledger.run(run))?.executions ?? [])].sort()).toEqual(['e1', 'e2', 'e3']);
    }),
  );

  test(
    'of very many executions of a run, the last are kept',
    withRun(async ({ ledger, run, fence }) => {
      for (let n = 2; n <= 45; n += 1) await ledger.openRun(wanted, `e${n}`, fence);
      const executions = (await ledger.run(run))?.executions ?? [];
      expect([executions.length, executions[0], executions.at(-1)]).toEqual([40, 'e6', 'e45']);
    }),
  );

  test(
    'a declaration that another transaction holds up is tried again',
    withRun(async ({ table, ledger, run, fence }) => {
      const faults = injectFaults(table.client);
      faults.fail('TransactWriteItems', [1, 2, 3], { name: 'TransactionConflictException' });
      await ledger.declare(run, 'parties', batches(run, 1, 2), continuation(2), fence);
      expect(await ledger.manifests(run, 'parties')).toHaveLength(2);
    }),
  );

  test(
    'what is settled at the beginning of a stream is not read again',
    withRun(async ({ table, ledger, run, fence }) => {
      await ledger.declare(run, 'parties', batches(run, 1, 60), continuation(60), fence);
      const numbers = batches(run, 1, 60).map(({ batch }) => batch);
      await ledger.markPublished(run, 'parties', numbers);
      for (const batch of numbers)
        if (batch !== 50) await ledger.writeOutcome(run, 'parties', outcome(`parties-1-${batch}`));
      const pending = async (): Promise<number[]> => (await ledger.pending(run, 100)).map(({ batch }) => batch);
      expect(await pending()).toEqual([50]);
      const units = countUnits(table);
      expect(await pending()).toEqual([50]);
      expect(units.take().read).toBeLessThanOrEqual(16);
      await ledger.writeOutcome(run, 'parties', outcome('parties-1-50'));
      expect(await pending()).toEqual([]);
      units.take();
      expect(await pending()).toEqual([]);
      expect(units.take().read).toBeLessThanOrEqual(1);
      await ledger.declare(run, 'parties', batches(run, 61, 61), continuation(61), fence);
      expect(await pending()).toEqual([61]);
    }),
  );
});

onEmulators(['ministack'], () => {
  test(
    'what one batch costs in read and write units',
    withRun(async ({ table, ledger, coordination, run, fence }) => {
      const units = countUnits(table);
      const cost: Record<string, ReturnType<typeof units.take>> = {};
      const measure = async (name: string, work: () => Promise<unknown>): Promise<void> => {
        await work();
        cost[name] = units.take();
      };
      const { id: batchId } = real(run, 1);
      const letters = { ...outcome(batchId, 'n'.repeat(500)), events: 0, eventsAcknowledged: 0 };
      await ledger.run(run);
      units.take();
      await measure('renew', () => coordination.renew(fence, 60_000));
      await measure('take', () => coordination.take('b', { requests: 25, perMs: 5_000 }));
      await measure('declare 1', () => ledger.declare(run, 'parties', [real(run, 1)], continuation(1), fence));
      await measure('declare 2', () =>
        ledger.declare(run, 'parties', [real(run, 2), real(run, 3)], continuation(3), fence),
      );
      await measure('markPublished', () => ledger.markPublished(run, 'parties', [1]));
      await measure('writeOutcome', () => ledger.writeOutcome(run, 'parties', letters));
      await measure('run, manifest, outcome', async () => {
        await ledger.run(run);
        await ledger.manifest(run, 'parties', 1);
        await ledger.outcome(run, 'parties', 'another');
      });
      await measure('pending', () => ledger.pending(run, 1));
      expect(cost).toEqual({
        renew: { read: 0, write: 1 },
        take: { read: 1, write: 4 },
        'declare 1': { read: 0, write: 8 },
        'declare 2': { read: 0, write: 10 },
        markPublished: { read: 0, write: 1 },
        writeOutcome: { read: 0, write: 1 },
        'run, manifest, outcome': { read: 3, write: 0 },
        pending: { read: 2, write: 1 },
      });
    }),
  );
});
