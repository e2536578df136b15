import { type RateMeter, rateMeter, secondsLeft } from './rate.ts';
import type { RunSnapshot, StreamSnapshot } from './snapshot.ts';

export type Pace = { readonly perSecond?: number; readonly secondsLeft?: number };
export type StreamProgress = StreamSnapshot & Pace;
export type Progress = {
  readonly total: Pace & { readonly records: number; readonly expected?: number; readonly processed: number };
  readonly streams: readonly StreamProgress[];
};

const round = (value: number): number => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

function pace(meter: RateMeter, at: number, records: number, expected: number | undefined, done: boolean): Pace {
  meter.add(at, records);
  const perSecond = done ? undefined : meter.perSecond();
  const left = done ? undefined : secondsLeft(records, expected, perSecond);
  return {
    ...(perSecond === undefined ? {} : { perSecond: round(perSecond) }),
    ...(left === undefined ? {} : { secondsLeft: round(left) }),
  };
}

/** Adds rates and the time left to one snapshot after the other. */
export function progressMeter(): (snapshot: RunSnapshot, now: Date) => Progress {
  const meters = new Map<string, RateMeter>();
  const meterOf = (name: string): RateMeter => {
    const meter = meters.get(name) ?? rateMeter();
    meters.set(name, meter);
    return meter;
  };
  return ({ streams }, now) => {
    const at = now.getTime();
    const sum = (value: (stream: StreamSnapshot) => number): number =>
      streams.reduce((sofar, one) => sofar + value(one), 0);
    const records = sum((stream) => stream.records);
    // Known only when it is for each stream, or the time left would be too short.
    const known = streams.every((stream) => stream.done || stream.expected !== undefined);
    const expected = known ? sum((stream) => (stream.done ? stream.records : (stream.expected ?? 0))) : undefined;
    const done = streams.every((stream) => stream.done);
    return {
      total: {
        records,
        ...(expected === undefined ? {} : { expected }),
        processed: sum((stream) => stream.processed),
        ...pace(meterOf(''), at, records, expected, done),
      },
      streams: streams.map((stream) => ({
        ...stream,
        ...pace(meterOf(stream.stream), at, stream.records, stream.expected, stream.done),
      })),
    };
  };
}
