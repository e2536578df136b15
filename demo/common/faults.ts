import { createRandom, type Random } from './random.ts';

/** The faults that any answer of a demo ERP can have; each simulator adds some of its own. */
export const answerFaultKinds = [
  'throttle',
  'server-error',
  'cut-body',
  'html',
  'slow',
  'drop-connection',
  'wrong-shape',
] as const;
export type AnswerFaultKind = (typeof answerFaultKinds)[number];

export type Fault<Kind extends string> = {
  readonly kind: Kind;
  /** How many requests it hits; 1 unless told. */
  readonly times?: number;
  /** Must occur in the request's URL. */
  readonly path?: string;
  /** How many matching requests pass first; 0 unless told. */
  readonly skip?: number;
  /** Of throttle; 1 unless told. */
  readonly retryAfterSeconds?: number;
  /** Of slow; 1000 unless told. */
  readonly delayMs?: number;
};

/** Faults by chance: each request is hit with that probability, by one of the kinds. */
export type FaultRate<Kind extends string> = Pick<Fault<Kind>, 'path' | 'retryAfterSeconds' | 'delayMs'> & {
  /** From 0 to 1. */
  readonly rate: number;
  readonly kinds: readonly Kind[];
  /** The same requests in the same order are hit by the same faults for the same seed; 1 unless told. */
  readonly seed?: number;
};

/** Which requests faults can hit: what differs between the simulators. */
export type FaultRules<Kind extends string, Request> = {
  readonly canHit: (kind: Kind, request: Request) => boolean;
  /** Whether the request is at the path of a fault or a rate, or may be hit by one without a path. */
  readonly isAt: (path: string | undefined, request: Request) => boolean;
};

export type Faults<Kind extends string, Request> = {
  add(fault: Fault<Kind>): void;
  /** Takes the place of the rate before. */
  setRate(rate: FaultRate<Kind>): void;
  clear(): void;
  /** The fault that hits this request, if any: the first that is due, which later ones do not see, else one by chance. */
  take(request: Request): Fault<Kind> | undefined;
};

type Chance<Kind extends string> = { readonly rate: FaultRate<Kind>; readonly random: Random };

/** What chance does to a request; waits are short, for there will be many. */
function byChance<Kind extends string, Request>(
  { rate, random }: Chance<Kind>,
  { canHit, isAt }: FaultRules<Kind, Request>,
  request: Request,
): Fault<Kind> | undefined {
  if (!isAt(rate.path, request) || !random.chance(rate.rate)) return undefined;
  const kind = rate.kinds[random.integer(0, rate.kinds.length - 1)];
  if (kind === undefined || !canHit(kind, request)) return undefined;
  return { kind, retryAfterSeconds: rate.retryAfterSeconds ?? 1, delayMs: rate.delayMs ?? 50 };
}

/** Faults in waiting and by chance, for the requests that the rules let them hit. */
export function createFaultsBy<Kind extends string, Request>(rules: FaultRules<Kind, Request>): Faults<Kind, Request> {
  let pending: { readonly fault: Fault<Kind>; skip: number; times: number }[] = [];
  let chance: Chance<Kind> | undefined;
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
        if (!rules.isAt(due.fault.path, request) || !rules.canHit(due.fault.kind, request)) continue;
        if (due.skip > 0) {
          due.skip -= 1;
          continue;
        }
        due.times -= 1;
        if (due.times <= 0) pending = pending.filter((other) => other !== due);
        return due.fault;
      }
      return chance === undefined ? undefined : byChance(chance, rules, request);
    },
  };
}
