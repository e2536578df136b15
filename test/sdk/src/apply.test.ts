import { describe, expect, test } from '@jest/globals';
import { createApplier } from '../../../sdk/src/apply.ts';
import type { ApplyOptions, EventHandler, Failure } from '../../../sdk/src/apply-options.ts';
import type { ConsumerEvent } from '../../../sdk/src/event.ts';
import { projectEvent } from '../sdk-events.ts';

const delivery = { receiveCount: 1, signal: new AbortController().signal };

type Setup = {
  readonly handled: string[];
  readonly failures: Failure[];
  readonly apply: ReturnType<typeof createApplier>;
};

/** An applier that notes the ids it hands over; `work` may throw. */
function setUp(work: EventHandler = () => undefined, options: ApplyOptions = {}): Setup {
  const handled: string[] = [];
  const failures: Failure[] = [];
  const handler: EventHandler = async (event, context) => {
    await work(event, context);
    handled.push(event.id);
  };
  const apply = createApplier({ onError: (failure) => failures.push(failure), ...options }, handler);
  return { handled, failures, apply };
}

const failing =
  (...ids: readonly string[]) =>
  (event: ConsumerEvent): void => {
    if (ids.includes(event.id)) throw new Error(`no ${event.id}`);
  };

describe('applying a batch', () => {
  test('drops repeats and what is not newer; a snapshot and a deletion count like any change', async () => {
    const { apply, handled } = setUp();
    await apply([projectEvent('A', 2), projectEvent('B', 1), projectEvent('A', 2)], delivery);
    await apply([projectEvent('A', 2, { change: 'snapshot', id: 's' }), projectEvent('A', 1)], delivery);
    await apply([projectEvent('A', 3, { change: 'deleted' }), projectEvent('B', 2, { change: 'snapshot' })], delivery);
    expect(await apply([projectEvent('A', 2), projectEvent('A', 3)], delivery)).toEqual(['done', 'done']);
    expect(handled).toEqual(['A-2', 'B-1', 'A-3', 'B-2']);
  });

  test('hands over the events of an entity in the order of their revisions', async () => {
    const { apply, handled } = setUp(undefined, { concurrency: 4 });
    await apply([projectEvent('A', 3), projectEvent('A', 1), projectEvent('A', 2)], delivery);
    expect(handled).toEqual(['A-1', 'A-2', 'A-3']);
  });

  test('the same subject of another tenant, connection or entity is another', async () => {
    const { apply, handled } = setUp();
    const own = { entity: 'site', type: 'tributary.information.site.created', id: 'e' };
    const events = [{ tenant: 'b', id: 't' }, { connection: 'other', id: 'c' }, own].map((more) =>
      projectEvent('A', 1, more),
    );
    await apply([projectEvent('A', 2), ...events], delivery);
    expect(handled.toSorted()).toEqual(['A-2', 'c', 'e', 't']);
  });

  test('an event that fails fails alone, and comes again alone', async () => {
    let broken = true;
    const { apply, handled, failures } = setUp((event) => {
      if (broken && event.id === 'B-1') throw new Error('not now');
    });
    const batch = ['A', 'B', 'C'].map((subject) => projectEvent(subject, 1));
    expect(await apply(batch, delivery)).toEqual(['done', 'failed', 'done']);
    expect(failures).toMatchObject([{ kind: 'event', event: { id: 'B-1' }, receiveCount: 1 }]);
    broken = false;
    expect(await apply(batch, { ...delivery, receiveCount: 2 })).toEqual(['done', 'done', 'done']);
    expect(handled).toEqual(['A-1', 'C-1', 'B-1']);
  });

  test('one that failed is done with when a newer version was applied; repeated in a batch it is tried once', async () => {
    const { apply, handled, failures } = setUp(failing('A-1', 'B-1'));
    const batch = [projectEvent('A', 1), projectEvent('A', 2), projectEvent('B', 1), projectEvent('B', 1)];
    expect(await apply(batch, delivery)).toEqual(['done', 'done', 'failed', 'failed']);
    expect(handled).toEqual(['A-2']);
    expect(failures).toHaveLength(2);
  });

  test('what is not valid fails alone, or goes to onInvalid and is done with', async () => {
    const bad = projectEvent('B', 1, { data: { number: 'B' } });
    const plain = setUp();
    expect(await plain.apply([projectEvent('A', 1), bad, 7], delivery)).toEqual(['done', 'failed', 'failed']);
    expect(plain.failures.map(({ kind }) => kind).toSorted()).toEqual(['invalid', 'invalid']);
    expect(await plain.apply([projectEvent('A', 1), bad, 7], delivery)).toEqual(['done', 'failed', 'failed']);
    const seen: unknown[] = [];
    const onInvalid = (event: unknown, { message }: Error): unknown => seen.push([event, message]);
    const lenient = setUp(undefined, { onInvalid: (event, error) => void onInvalid(event, error) });
    expect(await lenient.apply([bad], delivery)).toEqual(['done']);
    expect(await lenient.apply([bad], delivery)).toEqual(['done']);
    expect(seen).toEqual([[bad, expect.stringContaining('B-1')]]);
    expect(lenient.handled).toEqual([]);
  });

  test('a notification is handled once, by its id', async () => {
    const notification = { specversion: '1.0', id: 'n', source: '/tributary/a', type: 'tributary.notification.run' };
    const { apply, handled } = setUp();
    await apply([notification, { ...notification, id: 'm' }], delivery);
    await apply([notification], delivery);
    expect(handled.toSorted()).toEqual(['m', 'n']);
  });

  test('handles as many at a time as it may, never two of one entity', async () => {
    const under: string[] = [];
    let most = 0;
    const { apply } = setUp(
      async ({ id }) => {
        const entity = id.slice(0, 1);
        expect(under).not.toContain(entity);
        under.push(entity);
        most = Math.max(most, under.length);
        await new Promise((resolve) => setImmediate(resolve));
        under.splice(under.indexOf(entity), 1);
      },
      { concurrency: 3 },
    );
    const batch = ['A', 'B', 'C', 'D', 'E'].flatMap((subject) => [projectEvent(subject, 1), projectEvent(subject, 2)]);
    const both = await Promise.all([apply(batch, delivery), apply(batch, delivery)]);
    expect(new Set(both.flat())).toEqual(new Set(['done']));
    expect(most).toBe(3);
  });

  test('begins nothing more once it is stopped; what it says to a broken listener harms nothing', async () => {
    const stopping = new AbortController();
    const { apply, handled } = setUp(() => stopping.abort());
    const batch = [projectEvent('A', 1), projectEvent('B', 1)];
    expect(await apply(batch, { receiveCount: 1, signal: stopping.signal })).toEqual(['done', 'left']);
    expect(handled).toEqual(['A-1']);
  });
});
