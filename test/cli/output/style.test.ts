import { expect, test } from '@jest/globals';
import { printable } from '../../../cli/output/printable.ts';
import { styleFor } from '../../../cli/output/style.ts';

test('colours only at a terminal without NO_COLOR', () => {
  const style = styleFor({ isTTY: true, env: {} });
  expect(printable(style.bad('x'), style)).toBe('\u001b[31mx\u001b[39m');
  expect(styleFor({ isTTY: true, env: { NO_COLOR: '' } }).bad('x')).not.toBe('x');
  expect(styleFor({ isTTY: true, env: { NO_COLOR: '1' } }).bad('x')).toBe('x');
  expect(styleFor({ isTTY: false, env: {} }).bad('x')).toBe('x');
});
