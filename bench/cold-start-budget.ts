/** What was measured: an empty process, and each function by the name it is deployed under, without the stage. */
export type ColdStart = {
  readonly empty: number;
  readonly functions: readonly { readonly name: string; readonly milliseconds: number; readonly bytes: number }[];
};

export type ColdStartBudget = {
  /** Processes per function. */
  readonly starts: number;
  /** Milliseconds of an empty process on the machine that the budget was taken on. */
  readonly empty: number;
  readonly marginPercent: number;
  /** By the function's name up to the first `_`: those of an ERP are the same for all. */
  readonly milliseconds: Readonly<Record<string, number>>;
};

export type ColdStartLine = ColdStart['functions'][number] & { readonly allowed: number };

/**
 * How many milliseconds each function may take here: the budget, a margin, and as much more as an empty process takes
 * longer than on the machine of the budget. A function without a budget may take none.
 */
export function judge({ empty, functions }: ColdStart, budget: ColdStartBudget): readonly ColdStartLine[] {
  const factor = Math.max(1, empty / budget.empty) * (1 + budget.marginPercent / 100);
  return functions.map((one) => {
    const [part = ''] = one.name.split('_');
    return { ...one, allowed: Math.round((budget.milliseconds[part] ?? 0) * factor) };
  });
}
