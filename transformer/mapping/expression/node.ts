/**
 * The syntax tree of an expression inside the subset: all that a mapping can say. Made from jsonata's tree by
 * `subset.ts`, which refuses the rest; closures, reads and weights are computed from it.
 */

/** `[0]` takes by position; any other predicate is evaluated for each item. */
export type Filter =
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'where'; readonly predicate: Node };

/** What may follow any expression: filters, and `[]`, which keeps a single item a list. */
export type Modifiers = { readonly filters: readonly Filter[]; readonly keepArray: boolean };

type Literal = { readonly kind: 'literal'; readonly value: string | number | boolean | null };
/** A field of the context; only ever a step of a path. */
type Name = { readonly kind: 'name'; readonly name: string };
export type Step = { readonly node: Node; readonly stages: readonly Filter[] };
export type Path = { readonly kind: 'path'; readonly steps: readonly Step[]; readonly keepSingleton: boolean };
/** `$`, `$$`, `$record`. */
type Source = { readonly kind: 'context' | 'root' | 'record' };
/** A code list of the mapping file. */
export type TableRef = { readonly kind: 'table'; readonly name: string };
type LocalRef = { readonly kind: 'local'; readonly slot: number };
export type Bind = { readonly kind: 'bind'; readonly slot: number; readonly value: Node };
export type Block = { readonly kind: 'block'; readonly statements: readonly Node[] };
export type Negate = { readonly kind: 'negate'; readonly operand: Node };
/** `opened` false: the item is itself an array constructor and stays one item. */
export type ArrayItem = { readonly node: Node; readonly opened: boolean };
export type ArrayNode = { readonly kind: 'array'; readonly items: readonly ArrayItem[]; readonly cons: boolean };
export type Pair = { readonly key: Node; readonly value: Node };
export type ObjectNode = { readonly kind: 'object'; readonly pairs: readonly Pair[] };
export type NumericOperator = '+' | '-' | '*' | '/' | '%';
export type OrderOperator = '<' | '<=' | '>' | '>=';
export type BinaryOperator = NumericOperator | OrderOperator | '=' | '!=' | '&' | 'in' | 'and' | 'or';
export type Binary = {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
};
export type Condition = {
  readonly kind: 'condition';
  readonly condition: Node;
  readonly then: Node;
  readonly otherwise: Node | undefined;
};
/** `a ?? b` (when `a` is nothing) and `a ?: b` (when `a` is false). */
export type Default = {
  readonly kind: 'default';
  readonly when: 'missing' | 'false';
  readonly value: Node;
  readonly otherwise: Node;
};
/** A call of a registered function; `chained` holds the left side of `~>`. */
export type Call = {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Node[];
  /** False for `x ~> $f`, where jsonata gives the function no context. */
  readonly hasContext: boolean;
};

export type Node = Modifiers &
  (
    | Literal
    | Name
    | Path
    | Source
    | TableRef
    | LocalRef
    | Bind
    | Block
    | Negate
    | ArrayNode
    | ObjectNode
    | Binary
    | Condition
    | Default
    | Call
  );

/** Every expression directly inside a node, filters included. */
export function childrenOf(node: Node): readonly Node[] {
  const filtered = node.filters.flatMap((filter) => (filter.kind === 'where' ? [filter.predicate] : []));
  return [...ownChildren(node), ...filtered];
}

function ownChildren(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'path':
      return node.steps.flatMap((step) => [
        step.node,
        ...step.stages.flatMap((stage) => (stage.kind === 'where' ? [stage.predicate] : [])),
      ]);
    case 'bind':
      return [node.value];
    case 'block':
      return node.statements;
    case 'negate':
      return [node.operand];
    case 'array':
      return node.items.map((item) => item.node);
    case 'object':
      return node.pairs.flatMap((pair) => [pair.key, pair.value]);
    case 'binary':
      return [node.left, node.right];
    case 'condition':
      return [node.condition, node.then, ...(node.otherwise ? [node.otherwise] : [])];
    case 'default':
      return [node.value, node.otherwise];
    case 'call':
      return node.args;
    default:
      return [];
  }
}
