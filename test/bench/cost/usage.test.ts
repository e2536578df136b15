import { expect, test } from '@jest/globals';
import { emptyUsage, extrapolate } from '../../../bench/cost/usage.ts';

test('what every run costs is told from what each record costs', () => {
  const small = { records: 100, usage: { ...emptyUsage(), stateTransitions: 15, s3Puts: 10 + 1, calls: { s3: 3 } } };
  const large = { records: 400, usage: { ...emptyUsage(), stateTransitions: 15, s3Puts: 10 + 4, calls: { s3: 6 } } };
  expect(extrapolate(small, large, 1_000_000)).toMatchObject({
    stateTransitions: 15,
    s3Puts: 10 + 10_000,
    calls: { s3: 10_002 },
    lambdaRequests: 0,
  });
});
