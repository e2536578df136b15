type Sample = { readonly at: number; readonly count: number };

/** Long enough to be steady over slow pages, short enough to follow an ERP that becomes slower. */
const windowMs = 5_000;

/** Measures how fast a count grows. */
export type RateMeter = {
  add(at: number, count: number): void;
  /** Per second over the last five seconds; undefined until there are two samples, and where nothing grows. */
  perSecond(): number | undefined;
};

export function rateMeter(): RateMeter {
  let samples: Sample[] = [];
  return {
    add: (at, count) => {
      const young = samples.filter((sample) => sample.at >= at - windowMs);
      // The newest of the older ones stays, so that there is a rate also when pages are slower than the window.
      const last = samples.findLast((sample) => sample.at < at - windowMs);
      samples = [...(last && young.length < 2 ? [last] : []), ...young, { at, count }];
    },
    perSecond: () => {
      const [first, last] = [samples[0], samples.at(-1)];
      if (!first || !last || last.at === first.at || last.count <= first.count) return undefined;
      return ((last.count - first.count) * 1000) / (last.at - first.at);
    },
  };
}

/** Seconds until `records` reach `expected` at that rate; undefined when that cannot be said. */
export function secondsLeft(
  records: number,
  expected: number | undefined,
  perSecond: number | undefined,
): number | undefined {
  if (expected === undefined || perSecond === undefined || expected <= records) return undefined;
  return (expected - records) / perSecond;
}
