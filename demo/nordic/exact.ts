/** A decimal text as a JSON number with exactly these digits: JavaScript's own numbers end after 15 to 17. */
export function exact(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}

/** The digits of what `exact` made, or of a number. */
export function digitsOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'rawJSON' in value) return String(value.rawJSON);
  return typeof value === 'number' ? String(value) : '0';
}
