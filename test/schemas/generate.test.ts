import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { generatePage, generateTypes } from '../../schemas/generate.ts';

const root = path.resolve(import.meta.dirname, '../..');

test('the generated types are those of the schemas (npm run generate)', async () => {
  const files = await generateTypes();
  for (const { file, text } of files) expect([file, readFileSync(path.join(root, file), 'utf8')]).toEqual([file, text]);
  const committed = readdirSync(path.join(root, 'core/generated')).map((file) => `core/generated/${file}`);
  expect(committed.sort()).toEqual(files.map(({ file }) => file).sort());
});

test('the reference of the entities is that of the schemas (npm run generate)', () => {
  const { file, text } = generatePage();
  expect(readFileSync(path.join(root, file), 'utf8')).toBe(text);
});

test('no part of the reference is called as an entity, so that links lead to one place', () => {
  const headings = [...generatePage().text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  expect(headings.filter((heading, index) => headings.indexOf(heading) !== index)).toEqual([]);
});
