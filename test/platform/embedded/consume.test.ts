import { describe, expect, jest, test } from '@jest/globals';
import { TributaryError } from '../../../core/errors.ts';
import { backoffMs } from '../../../platform/delivery-backoff.ts';
import { consumeContract } from '../../contract/consume.contract.ts';
import { idsOf, messages } from '../../contract/under-test.ts';
import { openMessaging } from '../../support/embedded-messaging.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
consumeContract('embedded', async () => openMessaging(directory()));

const options = { visibilitySeconds: 30, maxReceives: 10 };

describe('the embedded consumer', () => {
  test('waits longer after each failure, up to 30 s', () => {
    expect([1, 2, 3, 4, 5, 6, 100].map(backoffMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test('a failed message is handed over again when its backoff is over, and not before', async () => {
    const { queues, clock, dispose, handlerErrors } = openMessaging(directory());
    await queues.ensure('q', options);
    await queues.send('q', messages(1));
    const at: number[] = [];
    const handler = async (): Promise<readonly string[]> => {
      at.push(clock.now().getTime());
      throw new Error('down');
    };
    const start = clock.now().getTime();
    const consumer = queues.consume('q', handler, { batchSize: 1 });
    await clock.advance(8_000);
    await consumer.stop();
    expect(at.map((time) => time - start)).toEqual([0, 1_000, 3_000, 7_000]);
    expect(handlerErrors).toHaveLength(4);
    await dispose();
  });

  test('reaches the fault point after acknowledging, and only then', async () => {
    const left: number[] = [];
    const checkpoint = jest.fn((_point: string) => {
      left.push(Number(db.get('SELECT count(*) AS n FROM delivery')?.['n']));
    });
    const { queues, db, clock, dispose } = openMessaging(directory(), { checkpoint });
    await queues.ensure('q', options);
    await queues.send('q', messages(2));
    const consumer = queues.consume('q', async () => ['m2'], { batchSize: 2 });
    await clock.advance(0);
    await consumer.stop();
    expect(checkpoint.mock.calls).toEqual([['acknowledged']]);
    expect(left).toEqual([1]);
    await dispose();
  });

  test.each([
    ['the handler', new TributaryError('StorageFailed', { code: 'disk-full', message: 'full' })],
    ['the queue itself', undefined],
  ])('a storage failure of %s ends the loop and is reported once', async (_where, thrown) => {
    const { queues, db, clock, fatal, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    await queues.send('q', messages(1));
    let calls = 0;
    const handler = async (): Promise<readonly string[]> => {
      calls += 1;
      if (thrown) throw thrown;
      db.run('DROP TABLE delivery');
      return [];
    };
    const consumer = queues.consume('q', handler, { batchSize: 1 });
    await clock.advance(60_000);
    expect(fatal).toEqual([thrown ?? expect.objectContaining({ message: expect.stringContaining('delivery') })]);
    expect(calls).toBe(1);
    await consumer.stop();
    await dispose();
  });

  test('a database that is busy is tried again', async () => {
    const { queues, db, clock, fatal, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    await queues.send('q', messages(1));
    const busy = new TributaryError('PlatformUnavailable', { code: 'database-busy', message: 'busy' });
    const transaction = jest.spyOn(db, 'transaction').mockImplementationOnce(() => {
      throw busy;
    });
    const seen: string[] = [];
    const handler = async (received: readonly { id: string }[]): Promise<readonly string[]> => {
      seen.push(...idsOf(received));
      return [];
    };
    const consumer = queues.consume('q', handler, { batchSize: 1 });
    await clock.advance(1_000);
    await consumer.stop();
    expect(seen).toEqual(['m1']);
    expect(fatal).toEqual([]);
    transaction.mockRestore();
    await dispose();
  });

  test('work that a stop interrupted can be received again at once', async () => {
    const { queues, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    await queues.send('q', messages(1));
    const entered = Promise.withResolvers<void>();
    const handler = (_received: unknown, signal: AbortSignal): Promise<never> => {
      entered.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const consumer = queues.consume('q', handler, { batchSize: 1 });
    await entered.promise;
    await consumer.stop();
    expect(idsOf(await queues.receive('q', 1, 0))).toEqual(['m1']);
    await dispose();
  });

  test('a queue that is missing at the start is NotFound; one that is removed ends the loop quietly', async () => {
    const { queues, clock, fatal, dispose } = openMessaging(directory());
    expect(() => queues.consume('q', async () => [], { batchSize: 1 })).toThrow('no queue q');
    await queues.ensure('q', options);
    const consumer = queues.consume('q', async () => [], { batchSize: 1 });
    await queues.remove('q');
    await clock.advance(1_000);
    await consumer.stop();
    expect(fatal).toEqual([]);
    await dispose();
  });
});
