import { describe, expect, test } from '@jest/globals';
import type { AttributeFilter } from '../../core/attribute-filter.ts';
import type { Queues, Topics } from '../../platform/ports.ts';
import { forEachTest, idsOf, messages, type UnderTest } from './under-test.ts';

const options = { visibilitySeconds: 30, maxReceives: 3 };

/** What every Topics adapter promises; `queues` are the ones its subscriptions deliver to. */
export function topicsContract(
  name: string,
  makeAdapter: () => Promise<UnderTest<{ readonly topics: Topics; readonly queues: Queues }>>,
): void {
  const run = forEachTest(makeAdapter);

  describe(`${name}: Topics`, () => {
    test(
      'a message reaches every subscribed queue, with body and attributes',
      run(async ({ topics, queues }) => {
        for (const queue of ['a', 'b']) {
          await queues.ensure(queue, options);
          await topics.subscribe({ name: `to-${queue}`, topic: 't', queue, filter: {} });
        }
        const sent = { id: 'm', body: '{"größe":"1,5 µm"}', attributes: { tenant: 'acme', entity: 'party' } };
        expect(await topics.publish('t', [sent])).toEqual({ failed: [] });
        for (const queue of ['a', 'b'])
          expect(await queues.receive(queue, 10, 5_000)).toEqual([expect.objectContaining(sent)]);
      }),
    );

    test(
      'only messages of the topic arrive, and only those published after the subscription',
      run(async ({ topics, queues }) => {
        await queues.ensure('q', options);
        await topics.publish('t', messages(1));
        await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: {} });
        await topics.publish('other', messages(1));
        await topics.publish('t', [{ id: 'mine', body: '', attributes: {} }]);
        expect(idsOf(await queues.receive('q', 10, 5_000))).toEqual(['mine']);
      }),
    );

    test.each([
      ['no filter', {}, ['a1', 'a2', 'b1', 'none']],
      ['one value', { tenant: ['a'] }, ['a1', 'a2']],
      ['several values', { tenant: ['a', 'b'] }, ['a1', 'a2', 'b1']],
      ['several attributes must all pass', { tenant: ['a', 'b'], kind: ['1'] }, ['a1', 'b1']],
      ['an attribute that no message has', { missing: ['x'] }, []],
      ['an attribute named like a property of every object', { constructor: ['x'] }, []],
    ])('filter: %s', async (_case, filter, expected) => {
      await run(async ({ topics, queues }) => {
        await queues.ensure('q', options);
        await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter });
        const message = (id: string, attributes: Record<string, string>) => ({ id, body: id, attributes });
        await topics.publish('t', [
          message('a1', { tenant: 'a', kind: '1' }),
          message('a2', { tenant: 'a', kind: '2' }),
          message('b1', { tenant: 'b', kind: '1' }),
          message('none', {}),
        ]);
        expect(idsOf(await queues.receive('q', 10, 0)).sort()).toEqual(expected);
      })();
    });

    test.each<readonly [string, AttributeFilter, readonly string[]]>([
      ['prefix', { name: [{ prefix: 'os' }] }, ['oslo', 'osprey']],
      ['prefix or value', { name: [{ prefix: 'osl' }, 'rome'] }, ['oslo', 'rome']],
      ['anything but', { name: [{ 'anything-but': ['oslo', 'rome'] }] }, ['osprey']],
      ['exists', { name: [{ exists: true }] }, ['oslo', 'osprey', 'rome']],
      ['does not exist', { name: [{ exists: false }] }, ['nameless', 'ten']],
      ['equal numbers, however they are written', { size: [{ numeric: ['=', 10] }] }, ['oslo', 'osprey']],
      ['a lower bound: numbers are no texts', { size: [{ numeric: ['>', 9] }] }, ['oslo', 'osprey']],
      ['a range', { size: [{ numeric: ['>=', -2.5, '<', 10] }] }, ['nameless', 'rome']],
      ['two ranges', { size: [{ numeric: ['<', 0] }, { numeric: ['=', 9] }] }, ['nameless', 'rome']],
      ['all attributes', { name: [{ prefix: 'o' }], size: [{ numeric: ['=', 10] }], kind: ['b'] }, ['osprey']],
    ])('conditions: %s', async (_case, filter, expected) => {
      await run(async ({ topics, queues }) => {
        await queues.ensure('q', options);
        await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter });
        const message = (id: string, attributes: Record<string, string>) => ({ id, body: id, attributes });
        await topics.publish('t', [
          message('oslo', { name: 'oslo', size: '10', kind: 'a' }),
          message('osprey', { name: 'osprey', size: '10.0', kind: 'b' }),
          message('rome', { name: 'rome', size: '9' }),
          message('nameless', { size: '-2.5', kind: 'b' }),
          message('ten', { size: 'ten' }),
        ]);
        const received = await queues.receive('q', 10, 0);
        expect(idsOf(received).sort()).toEqual(expected);
        const rome = received.find(({ id }) => id === 'rome');
        expect(rome?.attributes ?? { name: 'rome', size: '9' }).toEqual({ name: 'rome', size: '9' });
      })();
    });

    test(
      'a filter that cannot be kept to is refused',
      run(async ({ topics, queues }) => {
        await queues.ensure('q', options);
        const filters: readonly AttributeFilter[] = [
          { size: [{ numeric: ['>', 5, '<', 1] }] },
          { size: [{ numeric: ['~', 5] }] },
          { size: ['x', { numeric: ['=', 5] }] },
          Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, ['x']])),
          { a: Array.from({ length: 151 }, (_, index) => String(index)) },
        ];
        for (const filter of filters)
          await expect(topics.subscribe({ name: 's', topic: 't', queue: 'q', filter })).rejects.toMatchObject({
            name: 'InvalidInput',
            code: 'filter-invalid',
          });
        expect(await topics.subscriptions()).toEqual([]);
      }),
    );

    test(
      'subscribing again under the same name replaces the filter; unsubscribing ends delivery',
      run(async ({ topics, queues }) => {
        await queues.ensure('q', options);
        await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: { tenant: ['a'] } });
        await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: { tenant: ['b'] } });
        expect(await topics.subscriptions('t')).toEqual([
          { name: 's', topic: 't', queue: 'q', filter: { tenant: ['b'] } },
        ]);
        await topics.publish('t', messages(1, { tenant: 'a' }));
        await topics.publish('t', [{ id: 'b', body: '', attributes: { tenant: 'b' } }]);
        expect(idsOf(await queues.receive('q', 10, 5_000))).toEqual(['b']);
        await topics.unsubscribe('s');
        await topics.unsubscribe('never-there');
        await topics.publish('t', messages(1, { tenant: 'b' }));
        expect(await queues.receive('q', 10, 0)).toEqual([]);
        expect(await topics.subscriptions()).toEqual([]);
      }),
    );

    test(
      'subscriptions are listed, all or of one topic',
      run(async ({ topics, queues }) => {
        await queues.ensure('q', options);
        await topics.subscribe({ name: 's1', topic: 't1', queue: 'q', filter: {} });
        await topics.subscribe({ name: 's2', topic: 't2', queue: 'q', filter: {} });
        expect((await topics.subscriptions()).map((one) => one.name).sort()).toEqual(['s1', 's2']);
        expect((await topics.subscriptions('t2')).map((one) => one.name)).toEqual(['s2']);
      }),
    );

    test(
      'a body over 200 KB of UTF-8 fails alone; its neighbours arrive',
      run(async ({ topics, queues }) => {
        await queues.ensure('q', options);
        await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: {} });
        const [first, last] = messages(2);
        const large = { id: 'large', body: 'ä'.repeat(110 * 1024), attributes: {} };
        const largest = { id: 'largest', body: 'x'.repeat(200 * 1024), attributes: {} };
        const { failed } = await topics.publish(
          't',
          [first, large, largest, last].filter((one) => one !== undefined),
        );
        expect(failed).toEqual([{ index: 1, reason: expect.stringContaining('225280 bytes') }]);
        expect(idsOf(await queues.receive('q', 10, 5_000)).sort()).toEqual(['largest', 'm1', 'm2']);
      }),
    );

    test(
      'the same message id published twice is delivered twice: consumers drop repeats',
      run(async ({ topics, queues }) => {
        await queues.ensure('q', options);
        await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: {} });
        await topics.publish('t', messages(1));
        await topics.publish('t', messages(1));
        expect(idsOf(await queues.receive('q', 10, 5_000))).toEqual(['m1', 'm1']);
      }),
    );
  });
}
