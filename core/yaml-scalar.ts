import { isScalar, type Node, Scalar } from 'yaml';

/** Where each character of a quoted text stands in the file, as far as `offset`; escapes are longer than what they mean. */
function inQuotes(text: string, start: number, offset: number, quote: string): number | undefined {
  let at = start + 1;
  for (let seen = 0; seen < offset; seen++) {
    if (text[at] === '\n') return undefined;
    const escaped = quote === "'" ? /^''/ : /^\\(?:x..|u.{4}|U.{8}|[^\n])/;
    at += escaped.exec(text.slice(at, at + 10))?.[0].length ?? 1;
  }
  return at;
}

/** Lines of a block all have the indentation of the first one that is not empty. */
function inBlock(text: string, start: number, value: string, offset: number): number | undefined {
  const lines = text.slice(start).split('\n');
  const indent =
    lines
      .slice(1)
      .find((line) => line.trim() !== '')
      ?.search(/\S/) ?? 0;
  const before = value.slice(0, offset).split('\n');
  const above = lines.slice(0, before.length).reduce((sum, line) => sum + line.length + 1, 0);
  return start + above + indent + (before.at(-1)?.length ?? 0);
}

/** Where the character `offset` of a scalar's value stands in the text of the file; undefined where lines were folded. */
export function offsetInScalar(text: string, node: Node | null, offset: number): number | undefined {
  if (!isScalar(node) || !node.range || typeof node.value !== 'string') return undefined;
  const { value, type } = node;
  const [start] = node.range;
  const isBlock = type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
  const isQuoted = type === Scalar.QUOTE_SINGLE || type === Scalar.QUOTE_DOUBLE;
  const quoted = (): number | undefined => inQuotes(text, start, offset, type === Scalar.QUOTE_SINGLE ? "'" : '"');
  const other = (): number | undefined => (isBlock ? inBlock(text, start, value, offset) : start + offset);
  const at = isQuoted ? quoted() : other();
  // What is folded, or indented in a way of its own, does not have the same character there.
  const isSame = at !== undefined && (offset >= value.length || text[at] === value[offset] || text[at] === '\\');
  return isSame ? at : undefined;
}
