import { badRequest } from '../odata-error.ts';

/** Where the next page begins: after the row that had these values of the ordered properties. Opaque to clients. */
export type SkipToken = {
  /** The order that the values belong to: a token is good for no other. */
  readonly order: string;
  readonly after: readonly (string | boolean | null)[];
  readonly sequence: number;
  /** Rows delivered so far, so that `$top` holds over all pages. */
  readonly taken: number;
  /** The page size of the page before, for clients that state their preference only once. */
  readonly size: number;
};

export function formatSkipToken(token: SkipToken): string {
  return Buffer.from(JSON.stringify([token.order, token.after, token.sequence, token.taken, token.size])).toString(
    'base64url',
  );
}

/** Throws an ODataError 400 for a token that this service did not give for this order. */
export function parseSkipToken(text: string, order: string, terms: number): SkipToken {
  const invalid = badRequest('$skiptoken: not a token of this service for this $orderby.');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw invalid;
  }
  if (!Array.isArray(parts)) throw invalid;
  const [tokenOrder, after, ...numbers] = parts as readonly unknown[];
  const [sequence, taken, size] = numbers;
  if (tokenOrder !== order || !Array.isArray(after) || after.length !== terms) throw invalid;
  if (!isCount(sequence) || !isCount(taken) || !isCount(size) || size < 1 || size > 1000) throw invalid;
  return { order, after, sequence, taken, size };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
