import { functionNamed } from '../functions/registry.ts';
import { argumentBinder, type Parameter, parseSignature } from '../functions/signature.ts';
import { type CompileNode, type Evaluate, spendOn } from './evaluate.ts';
import type { Call } from './node.ts';
import { missOf } from './unknown-code.ts';

/** A single argument of any type needs no check and no context. */
function isUnchecked(parameters: readonly Parameter[], count: number): boolean {
  const [only] = parameters;
  return parameters.length === 1 && count === 1 && only?.isAny === true && !only.isList;
}

/** A call of a registered function: arguments first, then the check of their types, then the function. */
export function compileCall(node: Call, compile: CompileNode): Evaluate {
  const called = functionNamed(node.name);
  if (called === undefined) throw new Error(`$${node.name} passed the subset but is not registered`);
  const { implementation } = called;
  const args = node.args.map(compile);
  const parameters = parseSignature(called.signature);
  const [first] = args;
  if (first !== undefined && isUnchecked(parameters, args.length)) {
    return (input, environment) => implementation(first(input, environment));
  }
  const bind = argumentBinder(node.name, parameters);
  const onMiss = missOf(node);
  return (input, environment) => {
    const values: unknown[] = [];
    for (const arg of args) values.push(arg(input, environment));
    const result = implementation(...bind(values, node.hasContext ? input : null));
    if (result === undefined) onMiss?.(environment, values);
    else spendOn(environment, result);
    return result;
  };
}
