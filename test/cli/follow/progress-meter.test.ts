import { expect, test } from '@jest/globals';
import { progressMeter } from '../../../cli/follow/progress-meter.ts';
import { after, snapshot, stream } from './progress.ts';

test('rates and time left, per stream and over all', () => {
  const meter = progressMeter();
  meter(snapshot([stream('a', 0, { expected: 1_000 }), stream('b', 0, { expected: 500 })]), after(0));
  const { total, streams } = meter(
    snapshot([stream('a', 200, { expected: 1_000, processed: 100 }), stream('b', 500, { expected: 400, done: true })]),
    after(2),
  );
  expect(streams[0]).toMatchObject({ perSecond: 100, secondsLeft: 8 });
  expect(streams[1]).not.toHaveProperty('perSecond');
  expect(total).toEqual({ records: 700, expected: 1_500, processed: 600, perSecond: 350, secondsLeft: 2.3 });
});

test('no total is better than one that is too small', () => {
  const { total } = progressMeter()(snapshot([stream('a', 10, { expected: 100 }), stream('b', 5)]), after(0));
  expect(total).not.toHaveProperty('expected');
});
