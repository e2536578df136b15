import type { FieldDifference } from './differences.ts';
import type { AmbiguousGroup } from './match.ts';

/** A stored record of an object, and what a person knows it by. */
export type RecordPlace = {
  readonly connection: string;
  readonly stream: string;
  readonly key: string;
  readonly id: string;
  readonly label: string;
};

export const discrepancyKinds = ['differing', 'left', 'right', 'ambiguous', 'unmatchable'] as const;
export type DiscrepancyKind = (typeof discrepancyKinds)[number];

/** One thing that is not the same in two connections. A side has several records where several streams tell of one object. */
export type Discrepancy =
  | {
      readonly kind: 'differing';
      /** `se-orgno:5566778899` */
      readonly matchedBy: string;
      readonly left: readonly RecordPlace[];
      readonly right: readonly RecordPlace[];
      readonly fields: readonly FieldDifference[];
    }
  /** Only in the left connection, or only in the right one. */
  | {
      readonly kind: 'left' | 'right';
      readonly identifiers: readonly string[];
      readonly records: readonly RecordPlace[];
    }
  | {
      readonly kind: 'ambiguous';
      readonly reason: AmbiguousGroup['reason'];
      readonly matchedBy: string;
      readonly left: readonly RecordPlace[];
      readonly right: readonly RecordPlace[];
    }
  /** It has nothing that it could be found by in the other connection. */
  | { readonly kind: 'unmatchable'; readonly side: 'left' | 'right'; readonly record: RecordPlace };

export type ComparisonSummary = {
  readonly entity: string;
  readonly left: string;
  readonly right: string;
  /** Stored entities of each side. */
  readonly records: { readonly left: number; readonly right: number };
  /** Objects on both sides. */
  readonly equal: number;
  readonly differing: number;
  readonly onlyLeft: number;
  readonly onlyRight: number;
  /** Groups of records that cannot be told apart. */
  readonly ambiguous: number;
  readonly unmatchable: { readonly left: number; readonly right: number };
  /** Matched, and gone or changed while the comparison ran. */
  readonly changedMeanwhile: number;
  /** Fields that only one of the two connections' mappings fills, or that the rules leave out: not compared. */
  readonly notCompared: {
    readonly onlyLeftHas: readonly string[];
    readonly onlyRightHas: readonly string[];
    readonly leftOut: readonly string[];
  };
};
