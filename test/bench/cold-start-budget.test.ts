import { expect, test } from '@jest/globals';
import budgetFile from '../../bench/cold-start.budget.json' with { type: 'json' };
import { type ColdStartBudget, judge } from '../../bench/cold-start-budget.ts';
import { coreFunctions } from '../../infra/core-functions.ts';

const budget: ColdStartBudget = { starts: 5, empty: 20, marginPercent: 50, milliseconds: { plan: 100, extract: 120 } };
const allowed = (empty: number, ...names: readonly string[]): readonly number[] =>
  judge({ empty, functions: names.map((name) => ({ name, milliseconds: 1, bytes: 1 })) }, budget).map(
    (line) => line.allowed,
  );

test('a function may take its budget and the margin; those of all ERPs have the same', () => {
  expect(allowed(20, 'plan', 'extract_demo-odata', 'extract_books')).toEqual([150, 180, 180]);
});

test('a slower machine may take longer, by as much as an empty process does; a faster one need not be faster', () => {
  expect([allowed(40, 'plan'), allowed(10, 'plan')]).toEqual([[300], [150]]);
});

test('a function that nobody gave a budget is over it', () => {
  expect(allowed(20, 'surprise')).toEqual([0]);
});

test('every function of the core has a budget', () => {
  const names = Object.keys(budgetFile.milliseconds);
  expect(Object.keys(coreFunctions).filter((name) => !names.includes(name))).toEqual([]);
});
