import type { ComparisonSummary } from './discrepancy.ts';
import { fills, unionOf } from './mapped-fields.ts';
import type { Side } from './object-index.ts';
import type { CompareRules } from './rules.ts';
import type { Sides } from './scan-side.ts';

/** Which fields are compared: what both connections fill, without what the rules leave out; or of those, what was asked for. */
export type FieldChoice = {
  readonly wanted: (path: string) => boolean;
  readonly notCompared: ComparisonSummary['notCompared'];
};

export function chooseFields(sides: Sides, rules: CompareRules, asked: readonly string[] | undefined): FieldChoice {
  const filled = { left: filledBy(sides, 'left'), right: filledBy(sides, 'right') };
  const known = new Map<string, boolean>();
  const isWanted = (path: string): boolean => {
    if (!fills(filled.left, path) || !fills(filled.right, path)) return false;
    if (asked) return asked.some((field) => isWithin(path, field));
    return !rules.leftOut.some((field) => isWithin(path, field));
  };
  return {
    wanted: (path) => {
      const before = known.get(path);
      if (before !== undefined) return before;
      const wanted = isWanted(path);
      known.set(path, wanted);
      return wanted;
    },
    notCompared: {
      onlyLeftHas: [...fieldsOf(filled.left)].filter((path) => !fills(filled.right, path)).sort(),
      onlyRightHas: [...fieldsOf(filled.right)].filter((path) => !fills(filled.left, path)).sort(),
      leftOut: asked ? [] : rules.leftOut.filter((path) => fills(filled.left, path) && fills(filled.right, path)),
    },
  };
}

const filledBy = (sides: Sides, side: Side): ReturnType<typeof unionOf> =>
  unionOf(sides[side].map(({ fields }) => fields));

const fieldsOf = (fields: ReturnType<typeof unionOf>): ReadonlySet<string> => (fields === 'all' ? new Set() : fields);

/** `lines.quantity` is within `lines`; and `lines[0].quantity` may be asked for as it was shown. */
function isWithin(path: string, field: string): boolean {
  const plain = field.replaceAll(/\[\d*\]/g, '');
  return path === plain || path.startsWith(`${plain}.`);
}
