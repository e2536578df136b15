import { decodeBody } from '../records/decode.ts';
import type { HttpAnswer } from './http.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Where APIs put the text for people: OAuth, OData, problem details (RFC 9457), and what is common besides. */
const textFields = ['error_description', 'message', 'Message', 'detail', 'error', 'title', 'value', 'errors', 'fault'];

function messageIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (depth > 4) return undefined;
  if (Array.isArray(value)) return messageIn(value[0], depth + 1);
  if (!isFields(value)) return undefined;
  // OData nests its message in `error`; a message beside an error's mere code is found first.
  for (const field of textFields) {
    const found = Object.hasOwn(value, field) ? messageIn(value[field], depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The title of a web page. */
export function pageTitle(html: string): string | undefined {
  const title = /<title[^>]*>([^<]{1,200})/i.exec(html)?.[1]?.replace(/\s+/g, ' ').trim();
  return title === '' ? undefined : title;
}

/** True for the text of a web page, whatever its content type says. */
export function isWebPage(text: string): boolean {
  return /^\s*<(?:!doctype html|html|head|body|script|meta|!--)/i.test(text);
}

const longest = 300;

/** At most 300 characters, on one line. To be masked before: cut in the middle, a secret would not be recognised. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** What the ERP says in an answer that refuses, masked and shortened; undefined when it says nothing. */
export function erpMessage(answer: HttpAnswer, mask: (text: string) => string): string | undefined {
  const text = decodeBody(answer).trim();
  if (text === '') return undefined;
  if (isWebPage(text)) return `a web page (title "${shorten(mask(pageTitle(text) ?? 'none'))}")`;
  try {
    const found = messageIn(JSON.parse(text));
    if (found !== undefined) return shorten(mask(found));
  } catch {
    // not JSON: its text as it is
  }
  return shorten(mask(text));
}
