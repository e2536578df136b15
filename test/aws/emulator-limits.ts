import type { KnownLimit } from '../contract/under-test.ts';
import type { Emulator } from '../support/emulator.ts';

type Limit = { readonly emulator: Emulator['name']; readonly test: string; readonly reason: string };

/** Contract tests that an emulator cannot pass because it is not AWS: at most ten. A defect of ours never stands here. */
export const emulatorLimits: readonly Limit[] = [
  {
    emulator: 'ministack',
    test: 'an output larger than a state can hold ends the execution',
    reason: 'MiniStack does not limit the size of a state',
  },
  {
    emulator: 'ministack',
    test: 'stopping ends the wait, and its token is worth nothing then',
    reason: 'MiniStack keeps the token of a stopped execution',
  },
  {
    emulator: 'ministack',
    test: 'keeps every event in order, as JSON',
    reason: 'MiniStack tells nothing of the iterations of a Map; see test/platform/aws/execution-history.test.ts',
  },
  {
    emulator: 'moto',
    test: 'of many takers at the same time, no more get through than the budget allows',
    reason: 'moto does not isolate transactions from each other',
  },
  {
    emulator: 'moto',
    test: 'of executions that open a run at the same time, all are noted in it',
    reason: 'moto does not isolate transactions from each other',
  },
];

/** For testUnless: why a contract test is skipped on that emulator. */
export function limitsOf(emulator: Emulator['name']): KnownLimit {
  return (title) => emulatorLimits.find((limit) => limit.emulator === emulator && limit.test === title)?.reason;
}
