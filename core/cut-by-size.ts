/** A topic takes 200 KB; the rest is room for brackets and attributes. */
const maxBytes = 190_000;

/** The texts in order, in as few lists as fit into a message each; one that is too large alone stands alone. */
export function cutBySize(texts: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    const size = Buffer.byteLength(text) + 1;
    if (bytes + size > maxBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(text);
    bytes += size;
  }
  return parts;
}
