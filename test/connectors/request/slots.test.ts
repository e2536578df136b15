import { expect, test } from '@jest/globals';
import { createSlots } from '../../../connectors/request/slots.ts';

test('runs as many at once as allowed, per name, and hands places on after errors', async () => {
  const slots = createSlots();
  let open = 0;
  let most = 0;
  const task = async (): Promise<void> => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setImmediate(resolve));
    open--;
    throw new Error('done');
  };
  const other = slots.run('b', 1, async () => 'free');
  const results = await Promise.allSettled(Array.from({ length: 7 }, () => slots.run('a', 2, task)));
  expect(results.map(({ status }) => status)).toEqual(Array(7).fill('rejected'));
  expect(most).toBe(2);
  expect(await other).toBe('free');
  expect(await slots.run('a', 2, async () => 'again')).toBe('again');
});

test('without a limit nothing waits', async () => {
  const slots = createSlots();
  const never = slots.run('a', undefined, () => new Promise<void>(() => undefined));
  expect(await slots.run('a', undefined, async () => 1)).toBe(1);
  expect(never).toBeInstanceOf(Promise);
});
