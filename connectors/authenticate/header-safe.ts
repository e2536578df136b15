import type { Fault } from '../request/fault.ts';

/** A credential that can stand in a header as it is: printable ASCII on one line. Throws InvalidInput without saying it. */
export function headerSafe(value: string, what: string, fault: Fault): string {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)) return value;
  const message = `The ${what} has blanks at its ends, line ends or other characters that a header cannot carry. Enter it again.`;
  throw fault('InvalidInput', 'header-unusable', message);
}
