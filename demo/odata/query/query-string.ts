import { badRequest } from '../odata-error.ts';

/** The query options of a request, decoded, in the order they came in. */
export type QueryString = ReadonlyMap<string, string>;

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw badRequest(`The URL is not encoded properly: '${text.slice(0, 40)}'.`);
  }
}

/** Throws an ODataError 400 for bad encoding and for an option that is given twice. */
export function parseQueryString(raw: string): QueryString {
  const options = new Map<string, string>();
  for (const part of raw.split('&').filter((text) => text !== '')) {
    const equals = part.indexOf('=');
    const name = decode(equals === -1 ? part : part.slice(0, equals));
    if (options.has(name)) throw badRequest(`The query option '${name}' is given twice.`);
    options.set(name, equals === -1 ? '' : decode(part.slice(equals + 1)));
  }
  return options;
}

/** The opposite of parseQueryString; the `$` of names stays as it is, which is legal and readable. */
export function formatQueryString(options: Iterable<readonly [string, string]>): string {
  return Array.from(options, ([name, value]) => {
    return `${encodeURIComponent(name).replaceAll('%24', '$')}=${encodeURIComponent(value)}`;
  }).join('&');
}
