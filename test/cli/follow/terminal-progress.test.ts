import { expect, test } from '@jest/globals';
import { terminalProgress } from '../../../cli/follow/terminal-progress.ts';
import { styleFor } from '../../../cli/output/style.ts';
import { after, snapshot, stream } from './progress.ts';

const style = styleFor({ isTTY: false, env: {} });

test('the block is drawn over itself, notes stay above it, and nothing of it stays', () => {
  const written: string[] = [];
  const view = terminalProgress({ out: { write: (text) => written.push(text) }, columns: 80 }, style);
  const take = (): string => written.splice(0).join('');
  view.show(snapshot([stream('a', 0, { expected: 400 }), stream('b', 9, { done: true })]), after(0));
  expect(take()).toBe('run demo/1, 0.0 s\n  a  0/400    reading  0 processed\n  b      9       read  arrived\n');
  view.show(snapshot([stream('a', 100, { expected: 400 }), stream('b', 9, { done: true })]), after(2));
  expect(take()).toBe(
    '\u001b[3A\u001b[Jrun demo/1, 2.0 s\n  a  100/400  50/s  6.0 s left  100 processed\n  b        9              read  arrived\n',
  );
  view.note('something failed');
  expect(take()).toContain('\u001b[3A\u001b[Jsomething failed\nrun demo/1, 2.0 s\n');
  view.end();
  expect(take()).toBe('\u001b[3A\u001b[J');
});

test('no line is as wide as the terminal', () => {
  const written: string[] = [];
  const view = terminalProgress({ out: { write: (text) => written.push(text) }, columns: 40 }, style);
  view.show(snapshot([stream('a-stream-with-a-very-long-name-indeed', 123_456, { expected: 9_999_999 })]), after(60));
  expect(
    Math.max(
      ...written
        .join('')
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThan(40);
});
