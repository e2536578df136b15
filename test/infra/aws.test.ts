import { describe, expect, test } from '@jest/globals';
import { faultVariable, openAws } from '../../infra/aws.ts';
import { deploymentVariables } from '../../platform/aws/deployment.ts';

const env = {
  AWS_REGION: 'eu-north-1',
  ...Object.fromEntries(Object.values(deploymentVariables).map((name) => [name, 'x'])),
};

describe('openAws', () => {
  test('ends a function nowhere, unless a test asks for it', () => {
    const { checkpoint } = openAws('test', env);
    expect(() => checkpoint('declared')).not.toThrow();
  });

  test('refuses a fault that it cannot read, and names the variable', () => {
    expect(() => openAws('test', { ...env, [faultVariable]: 'lunch:2' })).toThrow(
      expect.objectContaining({ code: 'fault-unreadable', message: expect.stringContaining(faultVariable) }),
    );
  });

  test('reads the hosts that connectors may reach', () => {
    expect(openAws('test', { ...env, TRIBUTARY_ALLOW_HOSTS: '127.0.0.1:4810,erp.lan' }).allowPrivateHosts).toEqual([
      '127.0.0.1:4810',
      'erp.lan',
    ]);
  });
});
