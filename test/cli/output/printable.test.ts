import { expect, test } from '@jest/globals';
import { printable } from '../../../cli/output/printable.ts';
import { styleFor } from '../../../cli/output/style.ts';

test('what would move a cursor, colour or turn round a line is written out; lines and tabs stay', () => {
  const text = 'a\u001b[31mb\u009b2J\r\u202ec\u0007\n\td é 発';
  expect(printable(text)).toBe('a\\u001b[31mb\\u009b2J\\u000d\\u202ec\\u0007\n\td é 発');
  const style = styleFor({ isTTY: true, env: {} });
  expect(printable(style.bold(text), style)).toBe(`\u001b[1m${printable(text)}\u001b[22m`);
});

test('a JSON document stays the same document', () => {
  const document = { text: 'a\u0000\u007f\u009b\u202e\ufdd0 "b"\n' };
  const shown = printable(JSON.stringify(document));
  expect(JSON.parse(shown)).toEqual(document);
  expect(shown).toMatch(/^[ -~]+$/);
});
