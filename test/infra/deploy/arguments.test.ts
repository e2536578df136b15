import { describe, expect, test } from '@jest/globals';
import { readArguments } from '../../../infra/deploy/arguments.ts';

describe('readArguments', () => {
  test('takes its own flags out and leaves the rest for the CDK', () => {
    const given = ['--stage', 'dev', '-c', 'vpc=true', '--region=eu-north-1', 'TributaryCore', '--hotswap'];
    expect(readArguments(given)).toEqual({
      ...{ action: 'deploy', stage: 'dev', region: 'eu-north-1', yes: false },
      rest: ['-c', 'vpc=true', 'TributaryCore', '--hotswap'],
    });
  });

  test.each([
    [['--stage=prod', '--diff'], 'diff'],
    [['--destroy', '--yes', '--stage', 'dev'], 'destroy'],
    [['--help'], 'help'],
    [['-h', '--stage'], 'help'],
  ])('%j is %s', (given, action) => {
    if (given.at(-1) === '--stage') return expect(() => readArguments(given)).toThrow('--stage wants a value');
    return expect(readArguments(given).action).toBe(action);
  });

  test.each([
    [[], 'Say which stage'],
    [['--stage'], '--stage wants a value'],
    [['--stage', '--diff'], '--stage wants a value'],
    [['--stage', 'Dev!'], '"Dev!" is no name of a stage'],
    [['--stage', 'dev', '--diff', '--destroy'], 'exclude each other'],
    [['--stage', 'dev', '-c', 'stage=prod'], 'not by -c stage='],
    [['--stage', 'dev', '--context=stage=prod'], 'not by -c stage='],
  ])('refuses %j', (given, text) => {
    expect(() => readArguments(given)).toThrow(text);
  });
});
