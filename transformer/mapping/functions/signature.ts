import { MappingError } from '../mapping-error.ts';

/**
 * How a function's arguments are checked and completed, in jsonata's own notation: `<s-nn?:s>` is a text (the context when
 * left out), a number, an optional number, giving a text. Letters: s text, n number, b boolean, o object, l null,
 * a list (a single value counts as one), x anything. A missing value, m, fits everywhere.
 */
export type Parameter = {
  /** Type letters that fit, without `m`. */
  readonly types: string;
  readonly isAny: boolean;
  readonly context: boolean;
  readonly optional: boolean;
  readonly isList: boolean;
  /** `a<n>`: letter of the items. */
  readonly items: string | undefined;
};

const parameterPattern = /(\([a-z]+\)|[a-z])(?:<([a-z])>)?([-?]?)/y;

/** Parses a signature of the registry; the result type behind the colon is documentation. */
export function parseSignature(signature: string): readonly Parameter[] {
  const text = signature.slice(1, signature.lastIndexOf(':'));
  const parameters: Parameter[] = [];
  parameterPattern.lastIndex = 0;
  for (let match = parameterPattern.exec(text); match !== null; match = parameterPattern.exec(text)) {
    const [, letters = '', items, mark] = match;
    const isAny = letters === 'a' || letters === 'x';
    parameters.push({
      isAny,
      types: isAny ? 'asnblo' : letters.replace(/[()]/g, ''),
      context: mark === '-',
      optional: mark === '?',
      isList: letters === 'a',
      items,
    });
  }
  return parameters;
}

const letters = 'msnblao';

/** The type letter of a value, as its place in `letters`. */
function typeOf(value: unknown): number {
  switch (typeof value) {
    case 'undefined':
      return 0;
    case 'string':
      return 1;
    case 'number':
      return 2;
    case 'boolean':
      return 3;
    default:
      return value === null ? 4 : Array.isArray(value) ? 5 : 6;
  }
}

function fits(parameter: Parameter, type: number): boolean {
  return type === 0 || parameter.types.includes(letters.charAt(type));
}

const FROM_CONTEXT = -1;
const LEFT_OUT = -2;

/** For each parameter where its value comes from; undefined when the types of the arguments do not fit. */
type Plan = readonly number[];

/** Arguments are taken in order; one that may be left out is left out only if the rest does not fit otherwise. */
function plan(parameters: readonly Parameter[], types: readonly number[], from = 0, at = 0): Plan | undefined {
  const parameter = parameters[from];
  if (parameter === undefined) return at === types.length ? [] : undefined;
  const type = types[at];
  if (type !== undefined && fits(parameter, type)) {
    const rest = plan(parameters, types, from + 1, at + 1);
    if (rest) return [at, ...rest];
  }
  if (!parameter.context && !parameter.optional) return undefined;
  const rest = plan(parameters, types, from + 1, at);
  return rest && [parameter.context ? FROM_CONTEXT : LEFT_OUT, ...rest];
}

function asList(name: string, parameter: Parameter, value: unknown): unknown {
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const wanted = parameter.items === undefined ? -1 : letters.indexOf(parameter.items);
  if (wanted >= 0 && list.some((item) => typeOf(item) !== wanted)) {
    throw new MappingError('T0412', `$${name} needs a list whose items all have the type that its signature names`);
  }
  return list;
}

function take(name: string, parameter: Parameter, source: number, args: readonly unknown[], context: unknown): unknown {
  if (source === LEFT_OUT) return undefined;
  if (source !== FROM_CONTEXT) return parameter.isList ? asList(name, parameter, args[source]) : args[source];
  if (fits(parameter, typeOf(context))) return context;
  throw new MappingError('T0411', `$${name} has too few arguments, and the context is not of the type it needs`);
}

/** Completes and checks the arguments of one call. Throws MappingError T0410, T0411 or T0412. */
export type BindArguments = (args: readonly unknown[], context: unknown) => readonly unknown[];

/** Plans are kept per combination of argument types, of which a call in practice sees one or two. */
export function argumentBinder(name: string, parameters: readonly Parameter[]): BindArguments {
  const plans = new Map<number, Plan | null>();
  return (args, context) => {
    let types = args.length;
    for (const arg of args) types = types * 8 + typeOf(arg);
    let found = plans.get(types);
    if (found === undefined) {
      found = plan(parameters, args.map(typeOf)) ?? null;
      plans.set(types, found);
    }
    if (found === null) throw new MappingError('T0410', `the arguments of $${name} do not have the types it needs`);
    const bound: unknown[] = [];
    for (const [index, source] of found.entries()) {
      bound.push(take(name, parameters[index] as Parameter, source, args, context));
    }
    return bound;
  };
}
