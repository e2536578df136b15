import { createRandom, type Random } from '../common/random.ts';

export const faultKinds = [
  'throttle',
  'server-error',
  'cut-body',
  'html',
  'slow',
  'drop-connection',
  'wrong-shape',
  'repeat-next-link',
  'backwards',
  'shift-insert',
  'shift-delete',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/**
 * The faults that only a page of an entity set can have. The shifts hit a page behind the first: meanwhile a row came or
 * went before it, and this page begins at its number and not after the last row of the page before. So a row comes twice,
 * or is left out.
 */
const pageKinds = ['repeat-next-link', 'backwards', 'shift-insert', 'shift-delete'] as const;
export type PageFaultKind = (typeof pageKinds)[number];

export type Fault = {
  readonly kind: FaultKind;
  /** How many requests it hits; 1 unless told. */
  readonly times?: number;
  /** Must occur in the request's URL, as it was sent or decoded. */
  readonly path?: string;
  /** How many matching requests pass first; 0 unless told. */
  readonly skip?: number;
  /** Of throttle; 1 unless told. */
  readonly retryAfterSeconds?: number;
  /** Of slow; 1000 unless told. */
  readonly delayMs?: number;
};

/** Faults by chance: each request is hit with that probability, by one of the kinds. */
export type FaultRate = Pick<Fault, 'path' | 'retryAfterSeconds' | 'delayMs'> & {
  /** From 0 to 1. */
  readonly rate: number;
  readonly kinds: readonly FaultKind[];
  /** The same requests in the same order are hit by the same faults for the same seed; 1 unless told. */
  readonly seed?: number;
};

export type Faults = {
  add(fault: Fault): void;
  /** Takes the place of the rate before. */
  setRate(rate: FaultRate): void;
  clear(): void;
  /** The fault that hits this request, if any: the first that is due, which later ones do not see, else one by chance. */
  take(url: string, isPage: boolean): Fault | undefined;
};

function isOfPage(kind: FaultKind): kind is PageFaultKind {
  return pageKinds.some((known) => known === kind);
}

function canHit(kind: FaultKind, url: string, isPage: boolean): boolean {
  if (!isOfPage(kind)) return true;
  const isShift = kind === 'shift-insert' || kind === 'shift-delete';
  return isPage && (!isShift || url.includes('skiptoken'));
}

function isAt(path: string | undefined, url: string): boolean {
  if (path === undefined || url.includes(path)) return true;
  try {
    return decodeURIComponent(url).includes(path);
  } catch {
    return false;
  }
}

/** What chance does to a request; waits are short, for there will be many. */
function byChance({ rate, random }: Chance, url: string, isPage: boolean): Fault | undefined {
  if (!isAt(rate.path, url) || !random.chance(rate.rate)) return undefined;
  const kind = rate.kinds[random.integer(0, rate.kinds.length - 1)];
  if (kind === undefined || !canHit(kind, url, isPage)) return undefined;
  return { kind, retryAfterSeconds: rate.retryAfterSeconds ?? 1, delayMs: rate.delayMs ?? 50 };
}

type Chance = { readonly rate: FaultRate; readonly random: Random };

export function createFaults(): Faults {
  let pending: { readonly fault: Fault; skip: number; times: number }[] = [];
  let chance: Chance | undefined;
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
    take(url, isPage) {
      for (const due of pending) {
        if (!isAt(due.fault.path, url) || !canHit(due.fault.kind, url, isPage)) continue;
        if (due.skip > 0) {
          due.skip -= 1;
          continue;
        }
        due.times -= 1;
        if (due.times <= 0) pending = pending.filter((other) => other !== due);
        return due.fault;
      }
      return chance === undefined ? undefined : byChance(chance, url, isPage);
    },
  };
}
