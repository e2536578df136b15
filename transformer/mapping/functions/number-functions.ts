import { wrongType } from '../expression/values.ts';
import { MappingError } from '../mapping-error.ts';
import { defineFunction, type MappingFunction, type Optional } from './function.ts';

type Num = Optional<number>;
type Numbers = Optional<readonly number[]>;

const decimalNumber = /^-?\d+(\.\d+)?([Ee][-+]?\d+)?$/;

/** As in jsonata, whose test for other bases binds each end of the text to one of its alternatives only. */
function looksLikeOtherBase(text: string): boolean {
  return /^0[xX][0-9A-Fa-f]/.test(text) || /0[oO][0-7]/.test(text) || /0[bB][01]+$/.test(text);
}

function number(value: Optional<string | number | boolean>): Num {
  if (value === undefined || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (decimalNumber.test(value) && Number.isFinite(Number(value))) return Number.parseFloat(value);
  if (looksLikeOtherBase(value)) return Number(value);
  return wrongType('D3030', '$number needs the text of a number', value);
}

/** Moves the decimal point in the number's text, so that no binary rounding comes in. */
function shifted(value: number, places: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** To the nearest, halves to the even neighbour. */
function round(value: Num, precision: Num): Num {
  if (value === undefined) return undefined;
  const places = precision === undefined || Number.isNaN(precision) ? 0 : precision;
  const scaled = places === 0 ? value : shifted(value, places);
  let result = Math.round(scaled);
  if (Math.abs(result - scaled) === 0.5 && Math.abs(result % 2) === 1) result -= 1;
  if (places !== 0) result = shifted(result, -places);
  return Object.is(result, -0) ? 0 : result;
}

function power(base: Num, exponent: Num): Num {
  if (base === undefined) return undefined;
  const result = base ** Number(exponent);
  if (!Number.isFinite(result)) throw new MappingError('D3061', 'the result of $power is out of range');
  return result;
}

function sqrt(value: Num): Num {
  if (value !== undefined && value < 0) throw new MappingError('D3060', '$sqrt needs a number that is not negative');
  return value === undefined ? undefined : Math.sqrt(value);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** A number from the items of a list; nothing for nothing or an empty one. */
function ofSome(values: Numbers, compute: (values: readonly number[]) => number): Num {
  return values === undefined || values.length === 0 ? undefined : compute(values);
}

function rounding(name: string, doc: string, example: string, compute: (value: number) => number): MappingFunction {
  return defineFunction<[Num]>({
    name,
    signature: '<n-:n>',
    doc,
    example,
    implementation: (value) => (value === undefined ? undefined : compute(value)),
  });
}

export const numberFunctions: readonly MappingFunction[] = [
  defineFunction<[Optional<string | number | boolean>]>({
    name: 'number',
    signature: '<(nsb)-:n>',
    doc: 'A text as a number, for computing; amounts are kept as text by $decimal.',
    example: "$number('12.5') = 12.5",
    implementation: number,
  }),
  rounding('abs', 'Without its sign.', '$abs(-5) = 5', Math.abs),
  rounding('floor', 'The next whole number below.', '$floor(5.7) = 5', Math.floor),
  rounding('ceil', 'The next whole number above.', '$ceil(5.2) = 6', Math.ceil),
  defineFunction<[Num, Num]>({
    name: 'round',
    signature: '<n-n?:n>',
    doc: 'To so many decimal places (0 if left out), halves to the even neighbour.',
    example: '$round(12.345, 2) = 12.34',
    implementation: round,
  }),
  defineFunction<[Num, Num]>({
    name: 'power',
    signature: '<n-n:n>',
    doc: 'A number to the power of another.',
    example: '$power(2, 8) = 256',
    implementation: power,
  }),
  defineFunction<[Num]>({
    name: 'sqrt',
    signature: '<n-:n>',
    doc: 'The square root.',
    example: '$sqrt(9) = 3',
    implementation: sqrt,
  }),
  defineFunction<[Numbers]>({
    name: 'sum',
    signature: '<a<n>:n>',
    doc: 'The sum of a list of numbers.',
    example: '$sum([5, 1, 3]) = 9',
    implementation: (values) => (values === undefined ? undefined : total(values)),
  }),
  defineFunction<[Numbers]>({
    name: 'max',
    signature: '<a<n>:n>',
    doc: 'The greatest number of a list.',
    example: '$max([5, 1, 3]) = 5',
    implementation: (values) => ofSome(values, (some) => some.reduce((a, b) => Math.max(a, b))),
  }),
  defineFunction<[Numbers]>({
    name: 'min',
    signature: '<a<n>:n>',
    doc: 'The least number of a list.',
    example: '$min([5, 1, 3]) = 1',
    implementation: (values) => ofSome(values, (some) => some.reduce((a, b) => Math.min(a, b))),
  }),
  defineFunction<[Numbers]>({
    name: 'average',
    signature: '<a<n>:n>',
    doc: 'The mean of a list of numbers.',
    example: '$average([5, 1, 3]) = 3',
    implementation: (values) => ofSome(values, (some) => total(some) / some.length),
  }),
];
