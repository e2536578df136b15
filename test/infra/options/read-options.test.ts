import { describe, expect, test } from '@jest/globals';
import { readOptions } from '../../../infra/options/read-options.ts';

const read = (context: Readonly<Record<string, unknown>>): ReturnType<typeof readOptions> =>
  readOptions((key) => context[key], ['demo-odata']);

describe('readOptions', () => {
  test('everything is off but console and audit', () => {
    const { console, audit, containers, containerImage, ...others } = read({});
    expect([console, audit, containers, containerImage]).toEqual([true, true, [], '']);
    expect(Object.values(others).every((value) => value === false)).toBe(true);
  });

  test('takes text, as the command line gives it, and truth values, as cdk.json does', () => {
    expect(read({ vpc: 'true', cloudMap: true, console: 'false' })).toMatchObject({
      ...{ vpc: true, cloudMap: true, console: false },
    });
  });

  test.each([
    [{ vpc: 'yes' }, 'vpc: "yes" must be true or false'],
    [{ domain: 'https://console.example.org' }, 'must be a host name'],
    [{ mfa: 'on' }, 'mfa: "on" must be required or optional'],
    [{ repository: 'tributary' }, 'must be owner/name'],
    [{ containers: 'demo-odata', containerImage: 'x:1' }, 'add -c vpc=true'],
    [{ containers: 'demo', vpc: 'true', containerImage: 'x:1' }, 'there is no connector "demo"; there are demo-odata'],
    [{ containers: 'demo-odata', vpc: 'true' }, 'containerImage "" is no image'],
    [{ containers: 'demo-odata', vpc: 'true', containerImage: 'docker.io/library/x' }, 'is no image of the account'],
  ])('refuses %j', (context, text) => {
    expect(() => read(context)).toThrow(text);
  });

  test('names every problem at once', () => {
    expect(() => read({ vpc: 'yes', mfa: 'on' })).toThrow(/vpc.*\n.*mfa/);
  });
});
