/** Where a mapping failed: which target field, by which expression. */
export type MappingPlace = { readonly field: string; readonly expression: string };

/**
 * A record that cannot be mapped; the transformer quarantines it. `code` is jsonata's error code where it has one (T2001),
 * else ours in kebab-case. The message names types, never values: it is logged and shown.
 */
export class MappingError extends Error {
  override readonly name = 'MappingError';
  readonly code: string;
  /** Target field, `supplier-invoice.lines.unit`; empty while an expression stands alone. */
  readonly field: string;
  readonly expression: string;

  constructor(code: string, message: string, place?: MappingPlace, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.field = place?.field ?? '';
    this.expression = place?.expression ?? '';
  }
}

/** The same error with its place; anything else that was thrown (a record too deep for the stack) becomes one. */
export function located(error: unknown, place: MappingPlace): MappingError {
  if (error instanceof MappingError) {
    return error.field === '' ? new MappingError(error.code, `${place.field}: ${error.message}`, place, error) : error;
  }
  const reason = Error.isError(error) ? error.message : String(error);
  return new MappingError('evaluation-failed', `${place.field}: ${reason}`, place, error);
}

/** The kind of a value in plain words, for messages that must not show the value itself. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}
