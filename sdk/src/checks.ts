/**
 * Checks of the envelope and of the data of each entity, compiled here from the schemas. The build puts code generated from
 * the same schemas in the place of this file (`sdk/build/standalone.ts`), so that the package needs neither ajv nor schemas.
 */
import { compileRecordValidator } from '../../core/validate.ts';
import { checkedSchemas } from '../build/checked-schemas.ts';

/** The first thing that is wrong, in words and without the value; undefined when nothing is. */
export type Check = (value: unknown) => string | undefined;

/** By entity, and `envelope`. */
export const checks: Readonly<Record<string, Check>> = Object.fromEntries(
  Object.entries(checkedSchemas()).map(([name, schema]) => {
    const validate = compileRecordValidator(schema);
    return [name, (value: unknown) => validate(value)?.message];
  }),
);
