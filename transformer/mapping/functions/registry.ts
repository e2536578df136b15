import type { MappingFunction } from './function.ts';
import { numberFunctions } from './number-functions.ts';
import { ownFunctions } from './own-functions.ts';
import { textFunctions } from './text-functions.ts';
import { valueFunctions } from './value-functions.ts';

/** All functions of mapping expressions: those of jsonata with its semantics, and ours. */
export const functions: readonly MappingFunction[] = [
  ...textFunctions,
  ...numberFunctions,
  ...valueFunctions,
  ...ownFunctions,
];

const byName: ReadonlyMap<string, MappingFunction> = new Map(functions.map((known) => [known.name, known]));

/** The function of that name, given without its `$`. */
export function functionNamed(name: string): MappingFunction | undefined {
  return byName.get(name);
}
