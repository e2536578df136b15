import type { Environment } from './evaluate.ts';
import { type Call, childrenOf, type Node } from './node.ts';
import { formatSourcePath, readsOf, type SourcePath } from './reads.ts';

/** A code that a code list of the mapping does not have, and where it came up. */
export type UnknownCode = CodePlace & { readonly code: string };

/** Where codes are looked up: the source field they come from, and the target field they go to. */
export type CodePlace = { readonly path: string; readonly target: string };

/** A code that was looked up in vain. It gets its place when the expression has ended and nothing else was found for it. */
export type MissedCode = { readonly code: string; place?: CodePlace };

/** One record cannot tell of more; the same ones come again with the next. */
const mostOfOneRecord = 50;

/** A lookup in a code list of the mapping; others are of the record's own objects. */
function isCodeLookup({ name, args }: Call): boolean {
  return name === 'lookup' && args[0]?.kind === 'table';
}

/** What to do after a call that found nothing; undefined for calls of which nothing has to be known. */
export function missOf(node: Call): ((environment: Environment, values: readonly unknown[]) => void) | undefined {
  if (!isCodeLookup(node)) return undefined;
  return ({ missed }, [table, code]) => {
    if (typeof code !== 'string' || code.trim() === '' || missed.length >= mostOfOneRecord) return;
    // The ERP may use our code already: `$lookup($units, 'HUR') ?? 'HUR'`.
    if (!Object.values(table as Readonly<Record<string, string>>).includes(code)) missed.push({ code });
  };
}

/** Where the codes of an expression come from; undefined for one that looks nothing up in a code list. */
export function codePlaceOf(node: Node, origins: readonly SourcePath[], target: string): CodePlace | undefined {
  const lookups = lookupsIn(node);
  if (lookups.length === 0) return undefined;
  const ofKeys = lookups.flatMap((lookup) => readsOf(lookup, origins, false).paths);
  // The key may be a variable, which the lookup alone does not explain.
  const paths = ofKeys.length > 0 ? ofKeys : readsOf(node, origins, false).paths;
  return { path: [...new Set(paths.map(formatSourcePath))].join(', '), target };
}

function lookupsIn(node: Node): readonly Node[] {
  return [...(node.kind === 'call' && isCodeLookup(node) ? [node] : []), ...childrenOf(node).flatMap(lookupsIn)];
}

const spelling = (text: string): string => text.trim().toLowerCase();

/**
 * Says where the codes missed since `before` came up, if the value of the expression is nothing, or a code as the ERP sent
 * it. Any other value is what the mapping has for such codes, and they are forgotten.
 */
export function placeMissed(missed: MissedCode[], before: number, value: unknown, place: CodePlace): void {
  for (let i = missed.length - 1; i >= before; i--) {
    const miss = missed[i];
    if (miss === undefined) continue;
    const isKept = typeof value === 'string' && spelling(value) === spelling(miss.code);
    if (value === undefined || value === null || isKept) miss.place ??= place;
    else missed.splice(i, 1);
  }
}

/** Those that belong to a field; what only decided a `when` or an `each` is none of them. */
export function unknownCodesOf(missed: readonly MissedCode[]): readonly UnknownCode[] {
  return missed.flatMap(({ code, place }) => (place ? [{ code, ...place }] : []));
}
