import { describe, expect, test } from '@jest/globals';
import { readEnvironment } from '../../cli/environment.ts';
import { ProblemsFound } from '../../cli/problems-found.ts';

describe('environment', () => {
  test('has defaults for everything', () => {
    expect(readEnvironment({}, '/somewhere')).toEqual({
      home: '/somewhere/.tributary',
      tenant: 'default',
      allowHosts: [],
      debug: false,
    });
  });

  test('reads every variable', () => {
    const variables = {
      TRIBUTARY_HOME: 'data',
      TRIBUTARY_TENANT: 'acme',
      TRIBUTARY_KEY: 'k',
      TRIBUTARY_MAX_DATABASE_MB: '20',
      TRIBUTARY_ALLOW_HOSTS: 'erp.lan, 10.0.0.5:8443,[::1]:80',
      TRIBUTARY_FAULT: 'store-applied:3',
      TRIBUTARY_DEBUG: '1',
    };
    expect(readEnvironment(variables, '/x')).toEqual({
      home: '/x/data',
      tenant: 'acme',
      key: 'k',
      maxDatabaseMegabytes: 20,
      allowHosts: ['erp.lan', '10.0.0.5:8443', '[::1]:80'],
      fault: { point: 'store-applied', occurrence: 3 },
      debug: true,
    });
  });

  test('takes an empty variable as absent, and the option before the variable', () => {
    const environment = readEnvironment({ TRIBUTARY_HOME: '', TRIBUTARY_TENANT: 'acme' }, '/x', { tenant: 'other' });
    expect(environment.home).toBe('/x/.tributary');
    expect(environment.tenant).toBe('other');
  });

  test('a stage comes from the option or its variable, with the region it is in', () => {
    const variables = { TRIBUTARY_HOME: '/h', TRIBUTARY_STAGE: 'test', AWS_REGION: 'eu-west-1' };
    expect(readEnvironment(variables, '/x')).toMatchObject({ stage: 'test', region: 'eu-west-1' });
    expect(readEnvironment(variables, '/x', { stage: 'dev', region: 'eu-north-1' })).toMatchObject({
      stage: 'dev',
      region: 'eu-north-1',
    });
    expect(readEnvironment({ TRIBUTARY_STAGE: '', AWS_REGION: 'eu-west-1' }, '/x')).not.toHaveProperty('region');
  });

  test('names all that is malformed at once', () => {
    const variables = {
      TRIBUTARY_TENANT: 'No Name',
      TRIBUTARY_MAX_DATABASE_MB: '0',
      TRIBUTARY_ALLOW_HOSTS: 'http://erp.lan',
      TRIBUTARY_FAULT: 'nowhere:1',
    };
    let problems: readonly string[] = [];
    try {
      readEnvironment(variables, '/x');
    } catch (error) {
      problems = (error as ProblemsFound).problems.map((problem) => problem.file);
      expect(error).toBeInstanceOf(ProblemsFound);
    }
    expect([...problems].sort()).toEqual(Object.keys(variables).sort());
  });
});
