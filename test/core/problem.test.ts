import { expect, test } from '@jest/globals';
import { byPlace, formatProblem, type Problem } from '../../core/problem.ts';

const at = (file: string, line: number, column: number): Problem => ({ file, line, column, message: 'wrong' });

test('a problem reads as a place, what is wrong, and what is right', () => {
  expect(formatProblem(at('a.yaml', 3, 5))).toBe('a.yaml:3:5  wrong');
  expect(formatProblem({ ...at('a.yaml', 3, 5), hint: 'Do this.' })).toBe('a.yaml:3:5  wrong\n    Do this.');
});

test('problems are in the order of reading', () => {
  const ordered = [at('a', 2, 9), at('a', 10, 1), at('a', 10, 2), at('b', 1, 1)];
  expect([...ordered].reverse().sort(byPlace)).toEqual(ordered);
});
