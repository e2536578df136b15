import type { ApiRequest } from './http.ts';
import { ApiProblem } from './problem.ts';

/** The JSON object in a request's body; without a body an empty one. */
export function jsonBody({ body, headers }: ApiRequest): Readonly<Record<string, unknown>> {
  if (body === '') return {};
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  // A form of another site cannot send this type unasked.
  if (type !== 'application/json') throw new ApiProblem(415, 'not-json', 'Send the body as application/json.');
  const value = parsed(body);
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ApiProblem(400, 'body-unreadable', 'The body is not a JSON object.');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A whole number from `least` to `most`. */
export function wholeNumber(name: string, value: unknown, [least, most]: readonly [number, number]): number {
  const number = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  if (Number.isInteger(number) && Number(number) >= least && Number(number) <= most) return Number(number);
  throw new ApiProblem(400, 'parameter-invalid', `"${name}" must be a whole number from ${least} to ${most}.`);
}

/** A list of texts. */
export function texts(
  name: string,
  value: unknown,
  most: { readonly items: number; readonly length: number },
): readonly string[] {
  const isText = (item: unknown): item is string =>
    typeof item === 'string' && item.length > 0 && item.length <= most.length;
  if (Array.isArray(value) && value.length > 0 && value.length <= most.items && value.every(isText)) return value;
  const detail = `"${name}" must be a list of 1 to ${most.items} texts of at most ${most.length} characters.`;
  throw new ApiProblem(400, 'parameter-invalid', detail);
}

/** Names what nobody knows: a misspelt parameter must not pass for its default. */
export function onlyKnown(given: Iterable<string>, known: readonly string[]): void {
  const unknown = [...given].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const what = known.length === 0 ? 'There are none here.' : `There are: ${known.join(', ')}.`;
  throw new ApiProblem(400, 'parameter-unknown', `"${unknown[0]?.slice(0, 60)}" is no parameter. ${what}`);
}
