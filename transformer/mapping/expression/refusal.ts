/** Something that an expression may not say: where in its text, what, and what to write instead. */
export type Refusal = {
  /** Characters before it in the expression's text. */
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
};
