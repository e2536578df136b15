import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Problem } from './problem.ts';
import { offsetInScalar } from './yaml-scalar.ts';

/** A path into a YAML document: keys and list indexes. */
export type YamlPath = readonly (string | number)[];

/** A parsed YAML (or JSON) file that knows the line and column of each of its values. */
export type YamlSource = {
  readonly file: string;
  /** Plain data; undefined when the text does not parse. */
  readonly value: unknown;
  /** Syntax errors, duplicate keys. */
  readonly problems: readonly Problem[];
  /** Where the value at `path` starts; of the nearest parent where the path does not exist. With `key`, where its key stands. */
  at(path: YamlPath, key?: 'key'): { readonly line: number; readonly column: number };
  /** Where a character of the text at `path` stands; undefined where that cannot be told, as in folded lines. */
  within(path: YamlPath, offset: number): { readonly line: number; readonly column: number } | undefined;
  /** The scalar at `path` (or its key) as it is written, before YAML made a number of it: `01`. */
  written(path: YamlPath, key?: 'key'): string | undefined;
  /** A problem at that path of this file. */
  problem(path: YamlPath, message: string, hint?: string, key?: 'key'): Problem;
};

/** A key as it is in plain data. */
function keyOf(value: unknown): string {
  return value === null ? '' : String(value);
}

function nodeAt(root: Node | null, path: YamlPath, wantKey: boolean): Node | null {
  let node: Node | null = root;
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    let next: Node | null = null;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && keyOf(item.key.value) === String(step));
      next = (last && wantKey ? pair?.key : (pair?.value ?? pair?.key)) as Node | null;
    } else if (isSeq(node) && typeof step === 'number') next = node.items[step] as Node | null;
    if (!next) return node;
    node = next;
  }
  return node;
}

/** Parses YAML 1.2 without custom tags; aliases are limited so that a small file cannot grow without bound. */
export function parseYaml(file: string, text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    file,
    ...place(error.pos[0]),
    message: error.message,
  }));
  const root = document.contents as Node | null;
  const at: YamlSource['at'] = (path, key) => place(nodeAt(root, path, key === 'key')?.range?.[0] ?? 0);
  const within: YamlSource['within'] = (path, offset) => {
    const found = offsetInScalar(text, nodeAt(root, path, false), offset);
    return found === undefined ? undefined : place(found);
  };
  const written: YamlSource['written'] = (path, key) => {
    const node = nodeAt(root, path, key === 'key');
    return isScalar(node) ? node.source : undefined;
  };
  let value: unknown;
  try {
    value = problems.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined;
  } catch (error) {
    problems.push({ file, line: 1, column: 1, message: (error as Error).message });
  }
  return {
    file,
    value,
    problems,
    at,
    within,
    written,
    problem: (path, message, hint, key) => ({
      file,
      ...at(path, key),
      message,
      ...(hint === undefined ? {} : { hint }),
    }),
  };
}
