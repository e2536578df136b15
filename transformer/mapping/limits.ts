/**
 * What one mapping expression may cost. The text is an operator's, the records are an ERP's: neither may stall a worker.
 */

/** Characters of one expression. */
export const MAX_EXPRESSION_LENGTH = 4000;

/** Brackets open at the same time; the parser is recursive. */
export const MAX_BRACKET_DEPTH = 40;

/** `??` and `?:` inside the left side of another one: the parser copies that side, so each doubles the tree (2^6 = 64). */
export const MAX_DOUBLINGS = 6;

/** Depth of the syntax tree: a chain of 100 `&` is the longest one that anyone has needed, twice over. */
export const MAX_TREE_DEPTH = 200;

/** How often one expression may repeat the same data in its result, for example `[$x, $x]` of a `$x` that is `[$y, $y]`. */
export const MAX_COPIES = 1000;

/**
 * Items that paths, filters and functions take and give for one record, and a 64th of the characters they build. A record of
 * 10,000 lines with 50 expressions on each needs half of it; all of it takes less than a second.
 */
export const MAX_WORK = 2_000_000;

/** Characters of one text that an expression builds. */
export const MAX_TEXT = 10_000_000;

/** Levels of `fields:` inside each other. */
export const MAX_FIELD_DEPTH = 16;
