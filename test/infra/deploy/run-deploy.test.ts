import { describe, expect, test } from '@jest/globals';
import { TributaryError } from '../../../core/errors.ts';
import { type DeployDeps, runDeploy } from '../../../infra/deploy/run-deploy.ts';

type Fakes = {
  readonly code?: number;
  /** Of the first calls, before `code`. */
  readonly codes?: readonly number[];
  /** Objects found at each emptying. */
  readonly objects?: readonly number[];
  readonly answer?: string;
  readonly preflight?: DeployDeps['preflight'];
};

function fakes({ code = 0, codes = [], objects = [], answer, preflight }: Fakes = {}) {
  const firstCodes = [...codes];
  const found = [...objects];
  const emptied: unknown[] = [];
  const cdk: string[] = [];
  const removed: unknown[] = [];
  const said: string[] = [];
  const complained: string[] = [];
  const deps: DeployDeps = {
    preflight: preflight ?? (async () => ({ account: '111122223333', region: 'eu-north-1' })),
    cdk: async (args, { AWS_REGION: region }) => {
      cdk.push(`${args.join(' ')} in ${region}`);
      return firstCodes.shift() ?? code;
    },
    emptyBuckets: async (at) => {
      emptied.push(at);
      return found.shift() ?? 0;
    },
    removeLeftovers: async (at, options) => {
      removed.push({ ...at, ...options });
      return { queues: ['subscription.shop'], secrets: ['tributary/dev/acme/books', 'tributary/dev/acme/stock'] };
    },
    ask: async () => answer,
    say: (text) => said.push(text),
    complain: (text) => complained.push(text),
  };
  return { deps, cdk, emptied, removed, said, complained };
}

describe('npm run deploy', () => {
  test('looks at the account first, then deploys all stacks with what else was given', async () => {
    const { deps, cdk, said } = fakes();
    expect(await runDeploy(deps, ['--stage', 'dev', '-c', 'vpc=true'])).toBe(0);
    expect(said).toEqual(['Stage dev, account 111122223333, region eu-north-1']);
    expect(cdk).toEqual(['deploy --all -c vpc=true -c stage=dev in eu-north-1']);
  });

  test('deploys only the stack that is named, and shows a difference', async () => {
    const { deps, cdk } = fakes();
    await runDeploy(deps, ['--stage', 'dev', 'TributaryErp-demo-odata']);
    await runDeploy(deps, ['--stage', 'dev', '--diff']);
    expect(cdk).toEqual([
      'deploy TributaryErp-demo-odata -c stage=dev in eu-north-1',
      'diff -c stage=dev in eu-north-1',
    ]);
  });

  test.each([
    [['--stage', 'nowhere'], 'There is no stage "nowhere"'],
    [[], 'Say which stage'],
  ])('%j: one line, exit code 2, and nothing was begun', async (args, text) => {
    const { deps, cdk, complained } = fakes();
    expect(await runDeploy(deps, args)).toBe(2);
    expect(complained).toHaveLength(1);
    expect(complained[0]).toContain(text);
    expect(cdk).toEqual([]);
  });

  test('an account that is not ready stops it before anything changes', async () => {
    const missing = new TributaryError('InvalidInput', { code: 'bootstrap-missing', message: 'No bootstrap.' });
    const { deps, cdk, complained } = fakes({ preflight: () => Promise.reject(missing) });
    expect(await runDeploy(deps, ['--stage', 'dev'])).toBe(2);
    expect([complained, cdk]).toEqual([['error: No bootstrap.'], []]);
  });

  test('what the CDK refuses is exit code 1', async () => {
    expect(await runDeploy(fakes({ code: 42 }).deps, ['--stage', 'dev'])).toBe(1);
  });

  test('--help changes nothing and shows examples and exit codes', async () => {
    const { deps, cdk, said } = fakes();
    expect(await runDeploy(deps, ['--help'])).toBe(0);
    expect(said[0]).toMatch(/npm run deploy -- --stage dev[\s\S]*Exit codes: 0/);
    expect(cdk).toEqual([]);
  });
});

describe('--destroy', () => {
  test('removes the stacks with every option that may have been on, then what was made at run time', async () => {
    const { deps, cdk, removed, said } = fakes({ answer: 'dev' });
    expect(await runDeploy(deps, ['--stage', 'dev', '--destroy', '-c', 'domain=c.example.org'])).toBe(0);
    expect(cdk).toEqual([
      'destroy --all --force -c vpc=true -c cloudMap=true -c alarmAddress=nobody@example.org -c domain=c.example.org -c stage=dev in eu-north-1',
    ]);
    expect(removed).toEqual([{ stage: 'dev', region: 'eu-north-1', recoverable: false }]);
    expect(said.at(-1)).toBe('Also removed: 1 queue and 2 secrets made at run time');
  });

  test('empties the buckets first, and once more where something was written meanwhile', async () => {
    const { deps, cdk, emptied, said, removed } = fakes({ answer: 'dev', codes: [1], objects: [1_204, 1] });
    expect(await runDeploy(deps, ['--stage', 'dev', '--destroy'])).toBe(0);
    expect(emptied).toEqual(Array(2).fill({ stage: 'dev', region: 'eu-north-1', account: '111122223333' }));
    expect([cdk.length, removed.length]).toEqual([2, 1]);
    expect(said).toContain('Removed 1204 objects from the buckets');
  });

  test('does not try again where the buckets were not the reason', async () => {
    const { deps, cdk, emptied } = fakes({ answer: 'dev', code: 1, objects: [3] });
    expect(await runDeploy(deps, ['--stage', 'dev', '--destroy'])).toBe(1);
    expect([cdk.length, emptied.length]).toEqual([1, 2]);
  });

  test('leaves the stacks alone where a bucket cannot be emptied', async () => {
    const made = fakes({ answer: 'dev' });
    const emptyBuckets = () => Promise.reject(new Error('Access denied.'));
    expect(await runDeploy({ ...made.deps, emptyBuckets }, ['--stage', 'dev', '--destroy'])).toBe(1);
    expect([made.cdk, made.complained]).toEqual([[], ['error: Access denied. Run the same command again.']]);
  });

  test.each([[undefined], ['prod'], ['']])('stops when the answer is %j', async (answer) => {
    const { deps, cdk, emptied, removed, complained } = fakes(answer === undefined ? {} : { answer });
    expect(await runDeploy(deps, ['--stage', 'dev', '--destroy'])).toBe(2);
    expect([cdk, emptied, removed, complained.length]).toEqual([[], [], [], 1]);
  });

  test('asks nobody with --yes, and leaves what is left alone when the stacks stay', async () => {
    const { deps, cdk, removed } = fakes({ code: 1 });
    expect(await runDeploy(deps, ['--stage', 'dev', '--destroy', '--yes'])).toBe(1);
    expect([cdk.length, removed]).toEqual([1, []]);
  });

  test('keeps data and secrets recoverable where the stage says so, and says it', async () => {
    const { deps, emptied, removed, said } = fakes({ answer: 'prod' });
    expect(await runDeploy(deps, ['--stage', 'prod', '--destroy'])).toBe(0);
    expect(emptied).toEqual([]);
    expect(removed).toMatchObject([{ recoverable: true }]);
    expect(said.at(-1)).toContain('keepData');
  });
});
