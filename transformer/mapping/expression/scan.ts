/**
 * A look at an expression's text before it is parsed. jsonata's parser recurses for every bracket and copies the left side
 * of `??` and `?:`, so that 600 brackets in 4,000 characters would make 2^600 nodes.
 */

export type Scan = {
  /** Offset of the first regular expression. */
  readonly regex: number | undefined;
  /** Offset of the bracket that is one too many. */
  readonly tooDeep: number | undefined;
  /** Offset of the `??` or `?:` that is one too many. */
  readonly tooManyDefaults: number | undefined;
};

/** One bracket's inside: copies made by its operators so far, and by the brackets of the operand being read. */
type Level = { done: number; operand: number };

// As jsonata's own tokenizer: a quoted text, a quoted name, a comment, a default operator, a number, a word (which may hold
// quotes after its first character), blanks, or one character of an operator or an unclosed quote.
const token =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\/\*.*?\*\/|\?[?:]|\d+(?:\.\d+)?|[^ \t\n\r\v"'`/?()[\]{},;:.+\-*%&|=<>^~!@#][^ \t\n\r\v/?()[\]{},;:.+\-*%&|=<>^~!@#]*|[ \t\n\r\v]+|./gs;

function endsOperand(previous: string): boolean {
  if (previous === 'and' || previous === 'or' || previous === 'in') return false;
  return /[^([{,;:.+\-*%&|=<>^~!@#?/]$/.test(previous);
}

function close(levels: Level[]): void {
  const level = levels.length > 1 ? levels.pop() : undefined;
  const outer = levels.at(-1);
  if (level && outer) outer.operand = Math.max(outer.operand, level.done, level.operand);
}

/** Follows one token; true if it is an operator that copies its left side more often than allowed. */
function follow(levels: Level[], text: string, maxDoublings: number): boolean {
  const level = levels.at(-1) as Level;
  if (/^[([{]$/.test(text)) levels.push({ done: 0, operand: 0 });
  else if (/^[)\]}]$/.test(text)) close(levels);
  else if (/^[,;:]$/.test(text)) Object.assign(level, { done: Math.max(level.done, level.operand), operand: 0 });
  else if (/^\?[?:]$/.test(text)) {
    Object.assign(level, { done: Math.max(level.done, level.operand + 1), operand: 0 });
    return level.done > maxDoublings;
  }
  return false;
}

/** Stops at the first thing found, because nothing behind a regular expression can be told apart reliably. */
export function scan(text: string, maxDepth: number, maxDoublings: number): Scan {
  const levels: Level[] = [{ done: 0, operand: 0 }];
  let previous = '(';
  const nothing: Scan = { regex: undefined, tooDeep: undefined, tooManyDefaults: undefined };
  for (const { 0: found, index } of text.matchAll(token)) {
    if (/^[ \t\n\r\v]/.test(found) || (found.length > 1 && found.startsWith('/*'))) continue;
    if (found === '/' && !endsOperand(previous)) return { ...nothing, regex: index };
    if (follow(levels, found, maxDoublings)) return { ...nothing, tooManyDefaults: index };
    if (levels.length - 1 > maxDepth) return { ...nothing, tooDeep: index };
    previous = found;
  }
  return nothing;
}
