import jsonata from 'jsonata';
import { compileExpression } from '../../../transformer/mapping/expression/compile-expression.ts';
import type { Tables } from '../../../transformer/mapping/expression/compile-node.ts';
import { ownFunctions } from '../../../transformer/mapping/functions/own-functions.ts';

/** How the compiled expression did beside the interpreter. */
export type Verdict =
  | { readonly kind: 'refused'; readonly message: string }
  /** `other` if they threw different ones, as may happen where several things are wrong. */
  | { readonly kind: 'equal'; readonly threw: 'no' | 'same' | 'other'; readonly report: string }
  /** The interpreter itself wrote into the data, see `wroteIntoData`. */
  | { readonly kind: 'excused' }
  | { readonly kind: 'unequal'; readonly report: string };

export type Tally = {
  cases: number;
  refused: number;
  excused: number;
  equal: number;
  bothThrew: number;
  otherCode: string[];
  unequal: string[];
};

export function newTally(): Tally {
  return { cases: 0, refused: 0, excused: 0, equal: 0, bothThrew: 0, otherCode: [], unequal: [] };
}

export function count(tally: Tally, verdict: Verdict): void {
  tally.cases++;
  if (verdict.kind === 'refused') tally.refused++;
  else if (verdict.kind === 'excused') tally.excused++;
  else if (verdict.kind === 'unequal') tally.unequal.push(verdict.report);
  else {
    tally.equal++;
    if (verdict.threw !== 'no') tally.bothThrew++;
    if (verdict.threw === 'other') tally.otherCode.push(verdict.report);
  }
}

export function show(name: string, tally: Tally): string {
  const { cases, refused, equal, bothThrew, otherCode, excused, unequal } = tally;
  const thrown = `${bothThrew} of them both throw, ${otherCode.length} with another code`;
  return `${name}: ${cases} cases in, ${refused} refused, ${equal} equal (${thrown}), ${excused} excused, ${unequal.length} unequal\n`;
}

/** JSON with what JSON hides made visible: nothing, infinities, minus zero. Marks of sequences are not shown. */
function normal(value: unknown): string {
  if (value === undefined) return 'undefined';
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === undefined) return '<undefined>';
    return typeof inner === 'number' && (!Number.isFinite(inner) || Object.is(inner, -0)) ? `<${inner}>` : inner;
  });
}

/** A result, or the code of what was thrown; errors without a code are all alike. */
function outcome(run: { readonly value: unknown } | { readonly error: unknown }): string {
  if ('value' in run) return normal(run.value);
  const code = (run.error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z]\d{4}$/.test(code) ? `throws ${code}` : 'throws';
}

export type Bindings = { readonly record?: unknown; readonly tables?: Tables };

type Interpreter = ReturnType<typeof jsonata>;
let parsed: { readonly text: string; readonly expression: Interpreter } | undefined;

/** Kept for the next input of the same expression: parsing takes most of the time. */
function interpreterFor(text: string): Interpreter {
  if (parsed?.text === text) return parsed.expression;
  const expression = jsonata(text);
  for (const { name, implementation, signature } of ownFunctions) {
    expression.registerFunction(name, (...args: readonly unknown[]) => implementation(...args), signature);
  }
  parsed = { text, expression };
  return expression;
}

async function interpreted(text: string, input: unknown, bindings: Bindings): Promise<string> {
  try {
    const expression = interpreterFor(text);
    const record = 'record' in bindings ? { record: bindings.record } : {};
    return outcome({ value: await expression.evaluate(input, { ...bindings.tables, ...record }) });
  } catch (error) {
    return outcome({ error });
  }
}

/**
 * jsonata 2.2.2 pushes `undefined` into an empty list that is the context of an object constructor, `Empty.{"a": 1}`, even
 * if that list belongs to the record. The compiled expression never writes into data, and then rightly differs.
 */
function wroteIntoData(isInputChanged: boolean, expected: string, actual: string): boolean {
  return isInputChanged || expected.replaceAll('"<undefined>"', '') === actual;
}

/** Evaluates by both, on copies of the input: an expression must not change what it reads. */
export async function compare(text: string, input: unknown, bindings: Bindings = {}): Promise<Verdict> {
  const options = { hasRecord: 'record' in bindings, ...(bindings.tables ? { tables: bindings.tables } : {}) };
  const compiled = compileExpression(text, options);
  if (!compiled.ok) return { kind: 'refused', message: compiled.refusals[0]?.message ?? '' };
  const before = normal([input, bindings.record]);
  const [inputCopy, recordCopy] = structuredClone([input, bindings.record]);
  const expected = await interpreted(
    text,
    inputCopy,
    'record' in bindings ? { ...bindings, record: recordCopy } : bindings,
  );
  let actual: string;
  try {
    actual = outcome({ value: compiled.evaluate(input, bindings.record) });
  } catch (error) {
    actual = outcome({ error });
  }
  const report = `${text}\n  on ${before}\n  jsonata  ${expected}\n  compiled ${actual}`;
  if (normal([input, bindings.record]) !== before) return { kind: 'unequal', report: `${report}\n  changed its input` };
  if (actual === expected) return { kind: 'equal', threw: expected.startsWith('throws') ? 'same' : 'no', report };
  if (actual.startsWith('throws') && expected.startsWith('throws')) return { kind: 'equal', threw: 'other', report };
  const isInputChanged = normal([inputCopy, recordCopy]) !== before;
  return wroteIntoData(isInputChanged, expected, actual) ? { kind: 'excused' } : { kind: 'unequal', report };
}
