export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string };

/** What is wrong with a value; undefined when nothing is. */
export type FieldCheck = (value: unknown) => string | undefined;

/** A check for each field that a value may have. */
export type Checks<Value> = Readonly<Record<keyof Value & string, FieldCheck>>;

/** A whole number, both bounds included. */
export function whole(least: number, greatest: number): FieldCheck {
  return (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= greatest
      ? undefined
      : `must be a whole number from ${least} to ${greatest}`;
}

export const share: FieldCheck = (value) =>
  typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'must be a number from 0 to 1';

export const anything: FieldCheck = () => undefined;

export function oneOf(choices: readonly string[]): FieldCheck {
  return (value) => (choices.some((choice) => choice === value) ? undefined : `must be one of ${choices.join(', ')}`);
}

/** The fields of a body, each of them checked; `Value` must have exactly the checked fields. */
export function parseFields<Value>(
  body: string,
  checks: Readonly<Record<string, FieldCheck>>,
  needed: readonly string[] = [],
): Checked<Value> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { ok: false, reason: 'the body is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, reason: 'the body must be a JSON object' };
  }
  const problems = Object.entries(value).flatMap(([name, given]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    const problem = check ? check(given) : `is not known: use ${Object.keys(checks).join(', ')}`;
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
  const missing = needed.filter((name) => !Object.hasOwn(value, name)).map((name) => `${name} is missing`);
  const reasons = [...problems, ...missing];
  return reasons.length === 0 ? { ok: true, value: value as Value } : { ok: false, reason: reasons.join('; ') };
}
