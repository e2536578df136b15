import type { HttpAnswer } from '../request/http.ts';

/** The character set that a content type names, in lower case. */
function charsetOf(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
}

const latin1 = new Set(['iso-8859-1', 'latin1', 'latin-1', 'iso8859-1', 'windows-1252', 'cp1252']);

/** The text of an answer: UTF-8 unless it says another character set that we know; a byte order mark is dropped. */
export function decodeBody({ body, headers }: Pick<HttpAnswer, 'body' | 'headers'>): string {
  const charset = charsetOf(headers['content-type']);
  // The web reads every kind of Latin-1 as Windows-1252, which has the euro sign and the same letters.
  if (charset !== undefined && latin1.has(charset)) return new TextDecoder('windows-1252').decode(body);
  if (charset?.startsWith('utf-16')) return new TextDecoder(charset).decode(body);
  const text = body.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The answer's own bytes where they are UTF-8, without a byte order mark; undefined for any other character set. */
export function utf8Of({ body, headers }: Pick<HttpAnswer, 'body' | 'headers'>): Buffer | undefined {
  const charset = charsetOf(headers['content-type']);
  if (charset !== undefined && (latin1.has(charset) || charset.startsWith('utf-16'))) return undefined;
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}
