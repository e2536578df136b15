import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { permanent, retryable } from '../../core/errors.ts';
import { stateFunctions } from '../../infra/functions.ts';

/** asl-validator has no types of its own. */
const validate = createRequire(import.meta.url)('asl-validator') as (definition: object) => {
  readonly isValid: boolean;
  readonly errorsText?: (separator: string) => string;
};

type State = {
  readonly Type: string;
  readonly TimeoutSeconds?: number;
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Parameters?: { readonly FunctionName?: string };
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
};

const text = readFileSync(new URL('../../infra/sync.asl.json', import.meta.url), 'utf8');
const machine = JSON.parse(text) as { readonly States: Readonly<Record<string, State>> };
const states = Object.entries(machine.States).flatMap(([name, state]) => [
  [name, state] as const,
  ...Object.entries(state.ItemProcessor?.States ?? {}),
]);
const tasks = states.filter(([, state]) => state.Type === 'Task');

/** Under these names a machine hears of a function that was not reached, was killed, or used up its memory or time. */
const interruptions = [
  ...['TooManyRequestsException', 'ServiceException', 'AWSLambdaException', 'SdkClientException'],
  ...['ClientExecutionTimeoutException', 'Unknown'],
].map((name) => `Lambda.${name}`);
interruptions.push('Runtime.ExitError', 'Runtime.OutOfMemory', 'Sandbox.Timedout');

describe('the Sync machine', () => {
  test('is valid Amazon States Language', () => {
    const filled = text.replaceAll(/\$\{(\w+)\}/g, 'arn:aws:lambda:eu-north-1:000000000000:function:$1');
    const { isValid, errorsText } = validate(JSON.parse(filled) as object);
    expect(errorsText?.('\n') ?? '').toBe('');
    expect(isValid).toBe(true);
  });

  test('every task has a time limit, and every task but the last resort a catch', () => {
    expect(tasks.filter(([, state]) => state.TimeoutSeconds === undefined)).toEqual([]);
    expect(
      tasks
        .filter(([, state]) => !state.Catch?.some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL')))
        .map(([name]) => name),
    ).toEqual(['FailRun']);
  });

  test('retries only errors that exist and may pass', () => {
    const retried = new Set(tasks.flatMap(([, state]) => state.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals) ?? []));
    // What Lambda says of a call that did not come to its end, and what Step Functions says itself.
    const ours = [...retried].filter((name) => !/^(Lambda|Runtime|Sandbox|States)\./.test(name));
    expect(ours.filter((name) => !(name in retryable))).toEqual([]);
    expect(Object.keys(permanent).filter((name) => retried.has(name))).toEqual([]);
  });

  test('goes on after a function that died or was not reached: all of them may be called twice', () => {
    for (const [name, { Retry = [] }] of tasks) {
      const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      // The time limit of Settle is the end of its wait, and its Catch goes on from there.
      const wanted = name === 'Settle' ? interruptions : [...interruptions, 'States.Timeout'];
      expect([name, wanted.filter((error) => !retried.includes(error))]).toEqual([name, []]);
    }
    const { Retry: ofSettle = [] } = machine.States['Settle'] as State;
    expect(ofSettle.flatMap(({ ErrorEquals }) => ErrorEquals)).not.toContain('States.Timeout');
  });

  test('names exactly the functions that there are', () => {
    const named = new Set(tasks.map(([, state]) => /^\$\{(\w+)\}$/.exec(state.Parameters?.FunctionName ?? '')?.[1]));
    const there = Object.keys(
      stateFunctions(() => {
        throw new Error('not called');
      }),
    );
    expect([...named].sort()).toEqual(there.toSorted());
  });
});
