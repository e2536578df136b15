import { expect, test } from '@jest/globals';
import { plainProgress } from '../../../cli/follow/plain-progress.ts';
import { after, snapshot, stream } from './progress.ts';

test('many streams are counted and not named', () => {
  const lines: string[] = [];
  const view = plainProgress({ say: (line) => lines.push(line), warn: () => undefined });
  const streams = ['a', 'b', 'c', 'd'].map((name) => stream(name, 0, { done: false }));
  view.show(snapshot(streams), after(0));
  expect(lines).toEqual(['run demo/1: reading 4 streams']);
});

test('a line at the beginning, every two seconds, and when a stream has arrived', () => {
  const lines: string[] = [];
  const view = plainProgress({ say: (line) => lines.push(line), warn: () => undefined });
  const show = (seconds: number, a: number, done = false, processed = a): void =>
    view.show(snapshot([stream('a', a, { expected: 400, done, processed })]), after(seconds));
  show(0, 0);
  show(1, 100);
  show(2, 200);
  show(3, 300);
  show(4, 400, true, 300);
  show(4.5, 400, true);
  show(5, 400, true);
  expect(lines).toEqual([
    'run demo/1: reading a',
    'run demo/1: 200 of 400 records read, 100/s, about 2.0 s left; 200 processed',
    'run demo/1: 400 of 400 records read; 300 processed',
    'run demo/1: a has arrived, 400 records',
  ]);
});
