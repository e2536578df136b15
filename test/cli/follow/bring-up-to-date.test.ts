import { expect, test } from '@jest/globals';
import { bringUpToDate } from '../../../cli/follow/bring-up-to-date.ts';
import type { Installation } from '../../../cli/installation.ts';
import type { Run } from '../../../core/run.ts';
import type { RunRequest } from '../../../distributor/start-run.ts';
import type { Execution, Platform } from '../../../platform/ports.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { snapshot, stream } from './progress.ts';

const arn = 'arn:aws:states:eu-north-1:000000000000:execution:tributary-dev-sync_demo-odata:default.demo.1';
const request: RunRequest = {
  tenant: 'default',
  connection: 'demo',
  connector: 'demo-odata',
  trigger: 'manual',
  mode: 'incremental',
  streams: ['projects'],
};
const running: Run = { ...snapshot([stream('projects', 1)]).run, executions: [arn] };

/** A stage on which one run is under way, or none comes of the execution. */
function stage(execution: Partial<Execution>, run: () => Run | undefined): Installation & { looks(): number } {
  const clock = fakeClock('2026-01-01T00:00:00.500Z');
  let looks = 0;
  const found = (): Run | undefined => {
    looks += 1;
    return run();
  };
  const platform = {
    // Time passes only by waiting, so that each wait is one poll.
    clock: { ...clock, sleep: async (ms: number) => clock.set(new Date(clock.now().getTime() + ms)) },
    executions: { describe: async () => ({ id: arn, status: 'running', input: request, startedAt: '', ...execution }) },
    ledger: {
      runs: async () => [found()].filter((one) => one !== undefined),
      run: async () => found(),
      continuation: async () => undefined,
      outcomes: async () => [],
    },
  } as unknown as Platform;
  return {
    platform,
    pollMs: 1_000,
    worker: () => ({ kind: 'aws' }),
    workHere: async () => undefined,
    requestRun: async () => arn,
    looks: () => looks,
  } as unknown as Installation & { looks(): number };
}

const notes: string[] = [];
const view = { show: () => undefined, note: (line: string) => void notes.push(line), end: () => undefined };

test('on AWS the execution is followed by its ARN, once a second, until its run has ended', async () => {
  let seen = 0;
  const installation = stage({}, () => (++seen < 4 ? running : { ...running, status: 'succeeded' }));
  const since = installation.platform.clock.now().getTime();
  const followed = await bringUpToDate(installation, request, view, new AbortController().signal);
  expect(followed).toMatchObject({ kind: 'ended', run: { status: 'succeeded' } });
  expect(installation.platform.clock.now().getTime() - since).toBe(2_000);
  // The run is its own, whatever the clocks of the two machines say.
  expect(notes).toEqual([]);
});

test('on AWS an execution that opened no run says why', async () => {
  const error = { name: 'CredentialsRejected', message: 'no' };
  const installation = stage({ status: 'failed', error }, () => undefined);
  const followed = await bringUpToDate(installation, request, view, new AbortController().signal);
  expect(followed).toEqual({ kind: 'failed', error });
  expect(installation.looks()).toBe(1);
});

test('on AWS a run that nobody watches any more goes on', async () => {
  const stop = new AbortController();
  const installation = stage({}, () => {
    stop.abort();
    return running;
  });
  const followed = await bringUpToDate(installation, request, view, stop.signal);
  expect(followed).toMatchObject({ kind: 'interrupted', elsewhere: true, run: { run: 1 } });
});
