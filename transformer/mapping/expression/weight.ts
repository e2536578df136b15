import { childrenOf, type Node } from './node.ts';

/**
 * How many times the result of an expression may hold the same data: `$x := [a, a]; [$x, $x]` holds `a` four times. Results
 * share it in memory, but whoever writes them out would not, so the compiler bounds it.
 */
export function copiesIn(node: Node, slots: number[] = []): number {
  switch (node.kind) {
    case 'local':
      return slots[node.slot] ?? 1;
    case 'bind': {
      const copies = copiesIn(node.value, slots);
      slots[node.slot] = copies;
      return copies;
    }
    case 'block':
      return node.statements.map((statement) => copiesIn(statement, slots)).at(-1) ?? 1;
    default:
      return Math.max(
        1,
        childrenOf(node).reduce((sum, child) => sum + copiesIn(child, slots), 0),
      );
  }
}
