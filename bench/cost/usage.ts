/** What a run used, in the units AWS bills. */
export type Usage = {
  lambdaRequests: number;
  /** CPU of all functions, in seconds. */
  cpuSeconds: number;
  /** Time functions waited for answers, in seconds. */
  waitSeconds: number;
  stateTransitions: number;
  sqsRequests: number;
  snsRequests: number;
  dynamoWriteUnits: number;
  dynamoReadUnits: number;
  s3Puts: number;
  s3Gets: number;
  secretCalls: number;
  scheduleInvocations: number;
  /** Calls per service, to compute waits from. */
  calls: Record<string, number>;
};

/**
 * The usage of a run over so many records, from two measured ones: what every run costs, however large, is told from what
 * each record costs.
 */
export function extrapolate(
  small: { readonly records: number; readonly usage: Usage },
  large: { readonly records: number; readonly usage: Usage },
  records: number,
): Usage {
  const at = (a: number, b: number): number =>
    Math.max(0, b + ((b - a) * (records - large.records)) / (large.records - small.records));
  const { calls: smallCalls, ...few } = small.usage;
  const { calls: largeCalls, ...many } = large.usage;
  const scaled = Object.entries(many).map(([unit, count]) => [unit, at(few[unit as keyof typeof few], count)]);
  const calls = Object.entries(largeCalls).map(([service, count]) => [service, at(smallCalls[service] ?? 0, count)]);
  return { ...(Object.fromEntries(scaled) as typeof many), calls: Object.fromEntries(calls) as Record<string, number> };
}

export function emptyUsage(): Usage {
  return {
    ...{ lambdaRequests: 0, cpuSeconds: 0, waitSeconds: 0, stateTransitions: 0, sqsRequests: 0, snsRequests: 0 },
    ...{ dynamoWriteUnits: 0, dynamoReadUnits: 0, s3Puts: 0, s3Gets: 0, secretCalls: 0, scheduleInvocations: 0 },
    calls: {},
  };
}
