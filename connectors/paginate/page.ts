import type { RawRecord } from '../records/read-records.ts';
import type { Trail } from './loop-guard.ts';
import type { Place } from './paginator.ts';

/** Where the next page is, and what must be known of those before it: plain JSON that another process can go on from. */
export type PageState = {
  readonly place: Place;
  /** Records read before it. */
  readonly read: number;
  readonly trail: Trail;
  /** The greatest cursor so far, where the order is ascending. */
  readonly greatest?: string;
};

export type PageRead =
  | {
      readonly kind: 'page';
      readonly records: readonly RawRecord[];
      /** Absent after the last page. */
      readonly next?: PageState;
      /** Records of the whole read, where the ERP says so. */
      readonly total?: number;
      /** The ERP's clock (its Date header), ISO 8601. */
      readonly erpTime?: string;
      /** False where surely no number in the records has more digits than JavaScript's hold. */
      readonly longNumbers: boolean;
      /** Of the answer, decompressed. */
      readonly bytes: number;
    }
  | { readonly kind: 'throttled'; readonly waitSeconds: number };
