import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from '@babel/parser';

/** TypeScript files of the project that git knows or would take. */
export function sourceFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '*.ts'], {
    encoding: 'utf8',
  });
  return listed.split('\0').filter((file) => file !== '' && existsSync(file) && !file.endsWith('.generated.ts'));
}

type Node = {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number }; readonly end: { readonly line: number } } | null;
} & Record<string, unknown>;

function program(file: string): Node {
  return parse(readFileSync(file, 'utf8'), { sourceType: 'module', plugins: ['typescript'] })
    .program as unknown as Node;
}

const isNode = (value: unknown): value is Node =>
  value !== null && typeof value === 'object' && 'type' in value && typeof value.type === 'string';

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* walk(child);
  }
}

/** What a file imports or re-exports, types included. */
export function importsOf(file: string): readonly string[] {
  const targets: string[] = [];
  for (const node of walk(program(file))) {
    const source = node['source'];
    if (isNode(source) && typeof source['value'] === 'string') targets.push(source['value']);
  }
  return targets;
}

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
]);

/** Lines of each function, from its first line to its last. */
export function functionLengths(file: string): readonly { readonly at: string; readonly lines: number }[] {
  const lengths: { at: string; lines: number }[] = [];
  for (const node of walk(program(file))) {
    if (functionTypes.has(node.type) && node.loc)
      lengths.push({ at: `${file}:${node.loc.start.line}`, lines: node.loc.end.line - node.loc.start.line + 1 });
  }
  return lengths;
}
