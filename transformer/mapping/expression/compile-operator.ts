import { MAX_TEXT } from '../limits.ts';
import { MappingError } from '../mapping-error.ts';
import { type CompileNode, type Evaluate, spendOn } from './evaluate.ts';
import type { Binary, Negate, NumericOperator, OrderOperator } from './node.ts';
import { isEqual, isNumeric, isTruthy, textOf, wrongType } from './values.ts';

const arithmetic: Readonly<Record<NumericOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

function compileArithmetic(operator: NumericOperator, left: Evaluate, right: Evaluate): Evaluate {
  const compute = arithmetic[operator];
  return (input, environment) => {
    const a = left(input, environment);
    const b = right(input, environment);
    if (a !== undefined && !isNumeric(a)) wrongType('T2001', `"${operator}" needs a number on its left`, a);
    if (b !== undefined && !isNumeric(b)) wrongType('T2002', `"${operator}" needs a number on its right`, b);
    return a === undefined || b === undefined ? undefined : compute(a as number, b as number);
  };
}

const order: Readonly<Record<OrderOperator, (a: string | number, b: string | number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function isOrdered(value: unknown): value is string | number | undefined {
  return value === undefined || typeof value === 'string' || typeof value === 'number';
}

function compileOrder(operator: OrderOperator, left: Evaluate, right: Evaluate): Evaluate {
  const compare = order[operator];
  return (input, environment) => {
    const a = left(input, environment);
    const b = right(input, environment);
    if (!isOrdered(a)) return wrongType('T2010', `"${operator}" compares texts or numbers`, a);
    if (!isOrdered(b)) return wrongType('T2010', `"${operator}" compares texts or numbers`, b);
    if (a === undefined || b === undefined) return undefined;
    if (typeof a !== typeof b) {
      throw new MappingError(
        'T2009',
        `"${operator}" compares a text with a number: convert one with $number or $string`,
      );
    }
    return compare(a, b);
  };
}

function joined(a: string, b: string): string {
  if (a.length + b.length > MAX_TEXT)
    throw new MappingError('too-long', `a text is longer than ${MAX_TEXT} characters`);
  return a + b;
}

function compileConcat(left: Evaluate, right: Evaluate): Evaluate {
  return (input, environment) => {
    const a = left(input, environment);
    const b = right(input, environment);
    const text = joined(a === undefined ? '' : textOf(a), b === undefined ? '' : textOf(b));
    spendOn(environment, text);
    return text;
  };
}

function compileEquality(isWanted: boolean, left: Evaluate, right: Evaluate): Evaluate {
  return (input, environment) => {
    const a = left(input, environment);
    const b = right(input, environment);
    // With nothing on one side both = and != are false.
    return a !== undefined && b !== undefined && isEqual(a, b) === isWanted;
  };
}

function compileIn(left: Evaluate, right: Evaluate): Evaluate {
  return (input, environment) => {
    const item = left(input, environment);
    const list = right(input, environment);
    if (item === undefined || list === undefined) return false;
    return Array.isArray(list) ? list.indexOf(item) !== -1 : list === item;
  };
}

/** The two-sided operators. Both sides are evaluated, except the right of `and` and `or` when the left decides. */
export function compileBinary(node: Binary, compile: CompileNode): Evaluate {
  const left = compile(node.left);
  const right = compile(node.right);
  switch (node.operator) {
    case 'and':
      return (input, environment) => isTruthy(left(input, environment)) && isTruthy(right(input, environment));
    case 'or':
      return (input, environment) => isTruthy(left(input, environment)) || isTruthy(right(input, environment));
    case '=':
      return compileEquality(true, left, right);
    case '!=':
      return compileEquality(false, left, right);
    case '&':
      return compileConcat(left, right);
    case 'in':
      return compileIn(left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compileOrder(node.operator, left, right);
    default:
      return compileArithmetic(node.operator, left, right);
  }
}

export function compileNegate(node: Negate, compile: CompileNode): Evaluate {
  const operand = compile(node.operand);
  return (input, environment) => {
    const value = operand(input, environment);
    if (value === undefined) return undefined;
    return isNumeric(value) ? -value : wrongType('D1002', '"-" needs a number', value);
  };
}
