import { createRandom, type Random } from '../common/random.ts';

export const faultKinds = [
  'throttle',
  'server-error',
  'cut-body',
  'html',
  'slow',
  'drop-connection',
  'wrong-shape',
  'revoke-token',
  'repeat-page',
  'backwards',
  'shift-insert',
  'shift-delete',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What only a page of a resource can have; the shifts and the repeat only a page behind the first. */
const pageKinds = ['repeat-page', 'backwards', 'shift-insert', 'shift-delete'] as const;
export type PageFaultKind = (typeof pageKinds)[number];

export type Fault = {
  readonly kind: FaultKind;
  /** How many requests it hits; 1 unless told. */
  readonly times?: number;
  /** Must occur in the request's URL. A fault without it hits no request for a token. */
  readonly path?: string;
  /** How many matching requests pass first; 0 unless told. */
  readonly skip?: number;
  /** Of throttle; 1 unless told. */
  readonly retryAfterSeconds?: number;
  /** Of slow; 1000 unless told. */
  readonly delayMs?: number;
};

/** Faults by chance: each request is hit with that probability, by one of the kinds. */
export type FaultRate = {
  readonly rate: number;
  readonly kinds: readonly FaultKind[];
  readonly seed?: number;
  readonly retryAfterSeconds?: number;
  readonly delayMs?: number;
};

export type FaultRequest = {
  readonly url: string;
  /** The number of the page it asks for; undefined when it asks for none. */
  readonly page: number | undefined;
};

export type Faults = {
  add(fault: Fault): void;
  /** Takes the place of the rate before. */
  setRate(rate: FaultRate): void;
  clear(): void;
  /** The fault that hits this request, if any: the first that is due, else one by chance. */
  take(request: FaultRequest): Fault | undefined;
};

export function isOfPage(kind: FaultKind): kind is PageFaultKind {
  return pageKinds.some((known) => known === kind);
}

function canHit(kind: FaultKind, page: number | undefined): boolean {
  if (!isOfPage(kind)) return true;
  return kind === 'backwards' ? page !== undefined : page !== undefined && page > 1;
}

function matches(fault: Fault, { url, page }: FaultRequest): boolean {
  if (!canHit(fault.kind, page)) return false;
  return fault.path === undefined ? !url.startsWith('/oauth/') : url.includes(fault.path);
}

export function createFaults(): Faults {
  let pending: { readonly fault: Fault; skip: number; times: number }[] = [];
  let chance: { readonly rate: FaultRate; readonly random: Random } | undefined;
  const byChance = (request: FaultRequest): Fault | undefined => {
    if (chance === undefined || request.url.startsWith('/oauth/') || !chance.random.chance(chance.rate.rate)) return;
    const { kinds, retryAfterSeconds = 1, delayMs = 50 } = chance.rate;
    const kind = kinds[chance.random.integer(0, kinds.length - 1)];
    return kind === undefined || !canHit(kind, request.page) ? undefined : { kind, retryAfterSeconds, delayMs };
  };
  return {
    add(fault) {
      pending.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
    },
    setRate(rate) {
      chance = { rate, random: createRandom(rate.seed ?? 1) };
    },
    clear() {
      pending = [];
      chance = undefined;
    },
    take(request) {
      for (const due of pending) {
        if (!matches(due.fault, request)) continue;
        if (due.skip > 0) {
          due.skip -= 1;
          continue;
        }
        due.times -= 1;
        if (due.times <= 0) pending = pending.filter((other) => other !== due);
        return due.fault;
      }
      return byChance(request);
    },
  };
}
