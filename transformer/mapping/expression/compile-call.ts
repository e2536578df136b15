import { functionNamed } from '../functions/registry.ts';
import { argumentBinder, parseSignature } from '../functions/signature.ts';
import type { CompileNode, Evaluate } from './evaluate.ts';
import type { Call } from './node.ts';

/** A call of a registered function: arguments first, then the check of their types, then the function. */
export function compileCall(node: Call, compile: CompileNode): Evaluate {
  const called = functionNamed(node.name);
  if (called === undefined) throw new Error(`$${node.name} passed the subset but is not registered`);
  const args = node.args.map(compile);
  const bind = argumentBinder(node.name, parseSignature(called.signature));
  const { implementation } = called;
  return (input, environment) => {
    const values: unknown[] = [];
    for (const arg of args) values.push(arg(input, environment));
    return implementation(...bind(values, node.hasContext ? input : null));
  };
}
