import type { Node } from './node.ts';
import type { RawNode } from './raw.ts';
import type { Scope } from './scope.ts';

/** What the compilation of one expression knows and collects. */
export type Subset = {
  readonly text: string;
  readonly tables: readonly string[];
  /** True where `$record` exists: in a mapping file, always. */
  readonly hasRecord: boolean;
  readonly refuse: (offset: number, message: string, hint?: string) => undefined;
};

/** Reads an inner node; undefined where something was refused, after noting it. */
export type ReadNode = (raw: RawNode, scope: Scope) => Node | undefined;

/** Where a node begins, for pointing at it: jsonata knows where its token ends. */
export function startOf(raw: RawNode): number {
  const first = raw.steps?.[0] ?? raw.procedure ?? raw.condition;
  if (raw.position === undefined || raw.type === 'path')
    return first ? startOf(first) : Math.max(0, (raw.position ?? 0) - 1);
  if (raw.type === 'function' || raw.type === 'partial') return first ? startOf(first) : raw.position - 1;
  const length = typeof raw.value === 'string' ? raw.value.length + (raw.type === 'variable' ? 1 : 0) : 1;
  return Math.max(0, raw.position - length);
}
