import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { containerMachine, extractContainer } from '../../../infra/options/container-machine.ts';

/** asl-validator has no types of its own. */
const validate = createRequire(import.meta.url)('asl-validator') as (definition: object) => {
  readonly isValid: boolean;
  readonly errorsText?: (separator: string) => string;
};

type Extract = {
  readonly Resource: string;
  readonly Parameters: {
    readonly Payload?: Readonly<Record<string, string>>;
    readonly Overrides?: {
      readonly ContainerOverrides: readonly { readonly Environment: readonly Readonly<Record<string, string>>[] }[];
    };
  };
  readonly HeartbeatSeconds?: number;
  readonly TimeoutSeconds: number;
  readonly Retry: readonly { readonly ErrorEquals: readonly string[] }[];
};
type Machine = {
  readonly States: { readonly Streams: { readonly ItemProcessor: { readonly States: { Extract: Extract } } } };
};

const text = readFileSync(new URL('../../../infra/sync.asl.json', import.meta.url), 'utf8');
const sync = JSON.parse(text) as Machine;
const variant = containerMachine(sync, 2) as Machine;
const before = sync.States.Streams.ItemProcessor.States.Extract;
const after = variant.States.Streams.ItemProcessor.States.Extract;

describe('containerMachine', () => {
  test('is valid Amazon States Language', () => {
    const filled = JSON.stringify(variant).replaceAll(
      /\$\{(\w+)\}/g,
      'arn:aws:lambda:eu-north-1:000000000000:function:$1',
    );
    const { isValid, errorsText } = validate(JSON.parse(filled) as object);
    expect(errorsText?.('\n') ?? '').toBe('');
    expect(isValid).toBe(true);
  });

  test('differs from the Sync machine in where Extract runs and how its loss is noticed, and nowhere else', () => {
    const { Resource: _r, Parameters: _p, TimeoutSeconds: _t, HeartbeatSeconds: _h, Retry: _y, ...same } = after;
    expect(before).toMatchObject(same);
    const back = structuredClone(variant) as {
      States: { Streams: { ItemProcessor: { States: { Extract: Extract } } } };
    };
    back.States.Streams.ItemProcessor.States.Extract = before;
    expect(back).toEqual(sync);
    expect(JSON.parse(text)).toEqual(sync);
  });

  test('hands the task everything that the function gets, and its token', () => {
    const [container] = after.Parameters.Overrides?.ContainerOverrides ?? [];
    const given = (container?.Environment ?? []).map(({ Name = '' }) => Name);
    const wanted = Object.keys(before.Parameters.Payload ?? {}).map(
      (key) => `${extractContainer.inputPrefix}${key.replace('.$', '')}`,
    );
    expect(given.toSorted()).toEqual([...wanted, extractContainer.tokenVariable].toSorted());
  });

  test('a task that is gone is noticed by its heartbeat and started again', () => {
    expect(after.Resource).toMatch(/\.waitForTaskToken$/);
    expect(after.HeartbeatSeconds).toBeLessThan(after.TimeoutSeconds);
    expect(after.Retry[0]?.ErrorEquals).toContain('States.HeartbeatTimeout');
    expect(after.Retry[0]?.ErrorEquals).toEqual(expect.arrayContaining([...(before.Retry[0]?.ErrorEquals ?? [])]));
  });

  test('says so when the machine no longer has the state', () => {
    expect(() => containerMachine({ States: {} }, 2)).toThrow('no state Extract');
  });
});
