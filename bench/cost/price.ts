import assumptions from './assumptions.json' with { type: 'json' };
import prices from './prices.json' with { type: 'json' };
import type { Usage } from './usage.ts';

/** One line of the bill. */
export type CostLine = { readonly what: string; readonly units: number; readonly dollars: number };

/**
 * What a usage costs at list price. Functions are billed for their CPU at the memory that gives one virtual CPU, and for
 * waiting at the memory they have: the waits come from assumed times per call, because an emulator's are its own.
 */
export function priceOf(usage: Usage): readonly CostLine[] {
  const { perUnit } = prices;
  const gigabyteSeconds =
    usage.cpuSeconds * assumptions.gigabytesPerVirtualCpu + waitSecondsOf(usage) * assumptions.functionGigabytes;
  const lines: readonly (readonly [string, number, number])[] = [
    ['DynamoDB write units', usage.dynamoWriteUnits, perUnit.dynamoWriteUnit],
    ['DynamoDB read units', usage.dynamoReadUnits, perUnit.dynamoReadUnit],
    ['Lambda GB-seconds', gigabyteSeconds, perUnit.lambdaGigabyteSecond],
    ['Lambda requests', usage.lambdaRequests, perUnit.lambdaRequest],
    ['Step Functions transitions', usage.stateTransitions, perUnit.stateTransition],
    ['SNS requests of 64 KB', usage.snsRequests, perUnit.snsRequest],
    ['SQS requests of 64 KB', usage.sqsRequests, perUnit.sqsRequest],
    ['S3 puts and lists', usage.s3Puts, perUnit.s3Put],
    ['S3 gets', usage.s3Gets, perUnit.s3Get],
    ['CloudTrail data events', usage.s3Puts + usage.s3Gets, perUnit.trailDataEvent],
    ['logs, GB', (usage.lambdaRequests * assumptions.logBytesPerInvocation) / 1e9, perUnit.logGigabyte],
    ['Secrets Manager calls', usage.secretCalls, perUnit.secretCall],
    ['schedule invocations', usage.scheduleInvocations, perUnit.scheduleInvocation],
  ];
  return lines.map(([what, units, price]) => ({ what, units, dollars: units * price }));
}

/** Seconds that functions wait for AWS and for the ERP. */
function waitSecondsOf(usage: Usage): number {
  const { milliseconds, callsInFlight } = assumptions;
  const services = Object.entries(usage.calls).map(([service, calls]) => {
    const each = milliseconds[service as keyof typeof callsInFlight] ?? 0;
    return (calls * each) / (callsInFlight[service as keyof typeof callsInFlight] ?? 1) / 1_000;
  });
  return services.reduce((sum, seconds) => sum + seconds, usage.waitSeconds);
}

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, line) => sum + line.dollars, 0);
}
