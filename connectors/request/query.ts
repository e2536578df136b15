import type { QueryParameter } from './http.ts';

/**
 * Percent-encodes one part of a query. Blanks become %20, because OData servers read a plus sign as a plus; characters
 * that a query may hold as they are (RFC 3986, section 3.4) stay, because not every server decodes `%24select`.
 */
function encodeQueryPart(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%(?:24|2C|3A|40|2F)/g, (code) => decodeURIComponent(code));
}

/** The address with these parameters; one of the same name that it has already is replaced, all others stay untouched. */
export function withQuery(url: URL, parameters: readonly QueryParameter[]): URL {
  if (parameters.length === 0) return url;
  const result = new URL(url);
  const names = new Set(parameters.map(([name]) => name));
  const added = parameters.map(([name, value]) => `${encodeQueryPart(name)}=${encodeQueryPart(value)}`);
  result.search = [...partsWithout(url, names), ...added].join('&');
  return result;
}

/** The address without the parameters of these names. */
export function withoutQuery(url: URL, names: readonly string[]): URL {
  const result = new URL(url);
  result.search = partsWithout(url, new Set(names)).join('&');
  return result;
}

function partsWithout(url: URL, names: ReadonlySet<string>): readonly string[] {
  const parts = url.search.replace(/^\?/, '').split('&');
  return parts.filter((part) => part !== '' && !names.has(decodedName(part)));
}

function decodedName(part: string): string {
  const [name = ''] = part.split('=');
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}
