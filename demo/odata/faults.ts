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
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** The faults that only a page of an entity set can have. */
export type PageFaultKind = Extract<FaultKind, 'repeat-next-link' | 'backwards'>;

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

export type Faults = {
  add(fault: Fault): void;
  clear(): void;
  /** The fault that hits this request, if any. The first fault that is due takes the request; later ones do not see it. */
  take(url: string, isPage: boolean): Fault | undefined;
};

function isOfPage(kind: FaultKind): kind is PageFaultKind {
  return kind === 'repeat-next-link' || kind === 'backwards';
}

function matches(fault: Fault, url: string, isPage: boolean): boolean {
  if (isOfPage(fault.kind) && !isPage) return false;
  if (fault.path === undefined || url.includes(fault.path)) return true;
  try {
    return decodeURIComponent(url).includes(fault.path);
  } catch {
    return false;
  }
}

export function createFaults(): Faults {
  let pending: { readonly fault: Fault; skip: number; times: number }[] = [];
  return {
    add(fault) {
      pending.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
    },
    clear() {
      pending = [];
    },
    take(url, isPage) {
      for (const due of pending) {
        if (!matches(due.fault, url, isPage)) continue;
        if (due.skip > 0) {
          due.skip -= 1;
          continue;
        }
        due.times -= 1;
        if (due.times <= 0) pending = pending.filter((other) => other !== due);
        return due.fault;
      }
      return undefined;
    },
  };
}
