import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AttributeFilter, filterProblems, type Matcher } from '../../core/attribute-filter.ts';
import type { Message } from '../../platform/ports.ts';
import { openMessaging } from '../support/embedded-messaging.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Few names and values, so that they meet. */
const names = ['a', 'b', 'c', 'toString'];
const values = ['x', 'xy', 'y', '1', '1.0', '-2', '10', '9', 'constructor'];
const bound = fc.constantFrom(-2, 0, 1, 1.5, 9, 10);
const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  fc.constantFrom(...values),
  fc.constantFrom('x', 'y', '1').map((prefix) => ({ prefix })),
  fc.subarray(values, { minLength: 1, maxLength: 3 }).map((some) => ({ 'anything-but': some })),
  fc.boolean().map((exists) => ({ exists })),
);
const numeric: fc.Arbitrary<Matcher> = fc.oneof(
  fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), bound).map((parts) => ({ numeric: parts })),
  fc
    .tuple(fc.constantFrom('>', '>='), bound, fc.constantFrom('<', '<='), bound)
    .filter(([, low, , high]) => low < high)
    .map((parts) => ({ numeric: parts })),
);
const matchers = fc.oneof(
  fc.array(matcher, { minLength: 1, maxLength: 3 }),
  fc.array(numeric, { minLength: 1, maxLength: 2 }),
);
const filters: fc.Arbitrary<AttributeFilter> = fc.dictionary(fc.constantFrom(...names), matchers, { maxKeys: 3 });
const attributes = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...values), { maxKeys: 4 });

/** The meaning of a filter, said another way: as what keeps a message out. */
function keptOut(filter: AttributeFilter, given: Readonly<Record<string, string>>): boolean {
  const held = new Map(Object.entries(given));
  for (const [name, conditions] of Object.entries(filter)) {
    const value = held.get(name);
    const some = conditions.some((condition) => {
      if (typeof condition === 'string') return condition === value;
      if ('exists' in condition) return held.has(name) ? condition.exists : !condition.exists;
      if (value === undefined) return false;
      if ('prefix' in condition) return value.slice(0, condition.prefix.length) === condition.prefix;
      if ('anything-but' in condition) return [condition['anything-but']].flat().every((other) => other !== value);
      const number = /^-?[\d.]+$/.test(value) ? Number.parseFloat(value) : Number.NaN;
      const [first, low, second, high] = condition.numeric as readonly [string, number, string?, number?];
      return compare(number, first, low) && (second === undefined || compare(number, second, high ?? 0));
    });
    if (!some) return true;
  }
  return false;
}

const compare = (value: number, operator: string, other: number): boolean =>
  (operator.includes('=') && value === other) ||
  (operator.startsWith('>') && value > other) ||
  (operator.startsWith('<') && value < other);

describe('filters', () => {
  test('a queue gets exactly what the model lets through, whatever the filters beside it', async () => {
    const directory = temporaryDirectory();
    const { topics, queues, dispose } = openMessaging(directory.path);
    let round = 0;
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(filters, { minLength: 1, maxLength: 3 }),
          fc.array(attributes, { maxLength: 6 }),
          async (some, given) => {
            round++;
            const topic = `t${round}`;
            const messages: readonly Message[] = given.map((own, index) => ({
              id: `m${index}`,
              body: 'x',
              attributes: own,
            }));
            for (const [index, filter] of some.entries()) {
              expect(filterProblems(filter)).toEqual([]);
              const queue = `q${round}-${index}`;
              await queues.ensure(queue, { visibilitySeconds: 30, maxReceives: 3 });
              await topics.subscribe({ name: queue, topic, queue, filter });
            }
            await topics.publish(topic, messages);
            for (const [index, filter] of some.entries()) {
              const received = await queues.receive(`q${round}-${index}`, 10, 0);
              const expected = messages.filter((message) => !keptOut(filter, message.attributes));
              expect(received.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
            }
          },
        ),
        { numRuns: 300 },
      );
    } finally {
      await dispose();
      directory.remove();
    }
  });
});
