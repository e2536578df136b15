import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fileState } from '../../../sdk/src/file-state.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
const file = (): string => join(directory(), 'state.ndjson');

test('remembers over restarts, the last value of each key', () => {
  const path = file();
  const first = fileState(path);
  first.set('subject a', '1');
  first.set('subject a', '2');
  first.set('id n', 'x');
  first.close();
  const second = fileState(path);
  expect([second.get('subject a'), second.get('id n'), second.get('subject b')]).toEqual(['2', 'x', undefined]);
  second.close();
});

test('a line that a crash has cut short is left out, and harms none that follows', () => {
  const path = file();
  writeFileSync(path, '["subject a","1"]\n["subject b","');
  const state = fileState(path);
  state.set('subject c', '3');
  state.close();
  const again = fileState(path);
  expect(['a', 'b', 'c'].map((name) => again.get(`subject ${name}`))).toEqual(['1', undefined, '3']);
  again.close();
});

test('the file does not grow with the number of changes, nor with that of ids', () => {
  const path = file();
  const state = fileState(path, { ids: 100 });
  for (let n = 0; n < 25_000; n++) {
    state.set('subject a', String(n));
    state.set(`id ${n}`, 'x');
  }
  state.close();
  expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(10_002);
  const again = fileState(path, { ids: 100 });
  expect([again.get('subject a'), again.get('id 24999'), again.get('id 24899')]).toEqual(['24999', 'x', undefined]);
  again.close();
});

test('is refused while another process has it, and free when that one is gone', () => {
  const path = file();
  writeFileSync(`${path}.lock`, String(process.ppid));
  expect(() => fileState(path)).toThrow(/in use by process/);
  // No process has this number: it is above the greatest that Linux gives.
  writeFileSync(`${path}.lock`, '4194305');
  appendFileSync(path, '["subject a","1"]\n');
  const state = fileState(path);
  expect(state.get('subject a')).toBe('1');
  state.close();
});
