import * as common from '../common/faults.ts';

/**
 * The faults that only a page of an entity set can have. The shifts hit a page behind the first: meanwhile a row came or
 * went before it, and this page begins at its number and not after the last row of the page before. So a row comes twice,
 * or is left out.
 */
const pageKinds = ['repeat-next-link', 'backwards', 'shift-insert', 'shift-delete'] as const;
export type PageFaultKind = (typeof pageKinds)[number];

export type FaultKind = common.AnswerFaultKind | PageFaultKind;
export const faultKinds: readonly FaultKind[] = [...common.answerFaultKinds, ...pageKinds];

/** Its path must occur in the request's URL, as it was sent or decoded. */
export type Fault = common.Fault<FaultKind>;
export type FaultRate = common.FaultRate<FaultKind>;

export type FaultRequest = { readonly url: string; readonly isPage: boolean };

function isOfPage(kind: FaultKind): kind is PageFaultKind {
  return pageKinds.some((known) => known === kind);
}

function isAt(path: string | undefined, { url }: FaultRequest): boolean {
  if (path === undefined || url.includes(path)) return true;
  try {
    return decodeURIComponent(url).includes(path);
  } catch {
    return false;
  }
}

/** No faults yet, for the requests that this ERP gets. */
export function createFaults(): common.Faults<FaultKind, FaultRequest> {
  return common.createFaultsBy<FaultKind, FaultRequest>({
    canHit(kind, { url, isPage }) {
      if (!isOfPage(kind)) return true;
      const isShift = kind === 'shift-insert' || kind === 'shift-delete';
      return isPage && (!isShift || url.includes('skiptoken'));
    },
    isAt,
  });
}
