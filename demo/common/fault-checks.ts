import type { Fault } from './faults.ts';
import { type Checks, type FieldCheck, oneOf, whole } from './parse-fields.ts';

export const seed: FieldCheck = whole(0, 2 ** 32 - 1);

/** What the fields of a fault in waiting may be; the ERPs differ in their kinds and in what is a path. */
export function faultChecks<Kind extends string>(kinds: readonly Kind[], path: FieldCheck): Checks<Fault<Kind>> {
  return {
    kind: oneOf(kinds),
    times: whole(1, 1_000_000),
    path,
    skip: whole(0, 1_000_000),
    retryAfterSeconds: whole(0, 86_400),
    delayMs: whole(0, 3_600_000),
  };
}
