import { MAX_WORK } from '../limits.ts';
import { MappingError } from '../mapping-error.ts';
import type { Node } from './node.ts';
import type { MissedCode } from './unknown-code.ts';

/** What an expression sees beside its context. One per record or item; never shared between records. */
export type Environment = {
  /** `$$`: what the expression was started on. */
  readonly root: unknown;
  /** `$record`: the whole source record. */
  readonly record: unknown;
  /** Values of `:=`, by slot; shared by all expressions of a record, each of which assigns before it reads. */
  readonly locals: unknown[];
  /** Steps left for this record. */
  readonly budget: { left: number };
  /** Codes that no code list has; shared like `locals`. */
  readonly missed: MissedCode[];
};

/** A compiled expression. `input` is the context, `$`. Throws MappingError. */
export type Evaluate = (input: unknown, environment: Environment) => unknown;

/** Compiles any node; handed down so that the compilers of the node types need not import each other. */
export type CompileNode = (node: Node) => Evaluate;

/** Counts items that a path or filter visits, so that a cross product of a record with itself ends. */
export function spend(environment: Environment, steps: number): void {
  environment.budget.left -= steps;
  if (environment.budget.left < 0) {
    throw new MappingError(
      'too-much-work',
      `more than ${MAX_WORK} steps for one record: a path probably visits the same list inside itself`,
    );
  }
}

/** Counts what an operator or function built: the items of a list, the characters of a text. */
export function spendOn(environment: Environment, built: unknown): void {
  if (typeof built === 'string') spend(environment, built.length >>> 6);
  else if (Array.isArray(built)) spend(environment, built.length);
}
