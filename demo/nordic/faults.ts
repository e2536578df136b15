import * as common from '../common/faults.ts';

/** What only a page of a resource can have; the shifts and the repeat only a page behind the first. */
const pageKinds = ['repeat-page', 'backwards', 'shift-insert', 'shift-delete'] as const;
export type PageFaultKind = (typeof pageKinds)[number];

/** What only this ERP can have. */
export type OwnFaultKind = 'revoke-token' | PageFaultKind;

export type FaultKind = common.AnswerFaultKind | OwnFaultKind;
export const faultKinds: readonly FaultKind[] = [...common.answerFaultKinds, 'revoke-token', ...pageKinds];

/** A fault without a path hits no request for a token. */
export type Fault = common.Fault<FaultKind>;

/** A rate has no path here: it is for all requests but those for a token. */
export type FaultRate = Omit<common.FaultRate<FaultKind>, 'path'>;

export type FaultRequest = {
  readonly url: string;
  /** The number of the page it asks for; undefined when it asks for none. */
  readonly page: number | undefined;
};

export type Faults = common.Faults<FaultKind, FaultRequest>;

function isOfPage(kind: FaultKind): kind is PageFaultKind {
  return pageKinds.some((known) => known === kind);
}

/** No faults yet, for the requests that this ERP gets. */
export function createFaults(): Faults {
  return common.createFaultsBy<FaultKind, FaultRequest>({
    canHit(kind, { page }) {
      if (!isOfPage(kind)) return true;
      return kind === 'backwards' ? page !== undefined : page !== undefined && page > 1;
    },
    isAt: (path, { url }) => (path === undefined ? !url.startsWith('/oauth/') : url.includes(path)),
  });
}
