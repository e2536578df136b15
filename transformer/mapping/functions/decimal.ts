import { wrongType } from '../expression/values.ts';

const pattern = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?$/;

/** What most ERPs send already; but not `-0`. */
const canonical = /^(?:-?[1-9]\d*|0|-?(?:[1-9]\d*|0)\.\d*[1-9])$/;

const [zero, nine, point, minus] = [0x30, 0x39, 0x2e, 0x2d];

/**
 * The canonical text of digits with a point, perhaps a minus before them and zeros after them, which nearly every amount
 * is; undefined for all else.
 */
function plainDecimal(text: string): string | undefined {
  const start = text.charCodeAt(0) === minus ? 1 : 0;
  const first = text.charCodeAt(start);
  if (!(first > zero && first <= nine)) return undefined;
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  if (at === text.length) return text;
  if (text.charCodeAt(at) !== point) return undefined;
  let end = at;
  for (at++; isDigit(text.charCodeAt(at)); at++) if (text.charCodeAt(at) !== zero) end = at + 1;
  return at === text.length ? text.slice(0, end) : undefined;
}

const isDigit = (code: number): boolean => code >= zero && code <= nine;

/** Text without the zeros at its start; linear, unlike a pattern for both ends. */
function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+/, '');
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

/**
 * A number, or its text, as canonical decimal text: all digits kept, no exponent, no plus, no zeros that say nothing,
 * no minus before zero. Nothing, null and blank text give undefined; all else throws MappingError.
 */
export function decimal(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : undefined;
  if (text === '') return undefined;
  const plain = text && plainDecimal(text);
  if (plain !== undefined) return plain;
  if (text !== undefined && canonical.test(text)) return text;
  const match = text === undefined ? null : pattern.exec(text);
  if (match === null) return wrongType('not-a-decimal', '$decimal needs a number or the text of one', value);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return wrongType('not-a-decimal', '$decimal needs digits', value);
  const places = Number(exponent);
  const digits = '0'.repeat(Math.max(0, -places)) + whole + fraction + '0'.repeat(Math.max(0, places));
  const point = Math.max(0, -places) + whole.length + places;
  const before = withoutLeadingZeros(digits.slice(0, point));
  const after = withoutTrailingZeros(digits.slice(point));
  if (before === '' && after === '') return '0';
  return `${sign === '-' ? '-' : ''}${before === '' ? '0' : before}${after === '' ? '' : `.${after}`}`;
}
