import type { LookupAddress, LookupAllOptions, lookup } from 'node:dns';
import { describe, expect, test } from '@jest/globals';
import { createGuard } from '../../../connectors/request/guard.ts';
import { privateAddressCode } from '../../../core/public-hosts.ts';

const guardOf = (host: string, allowPrivateHosts: readonly string[] = []) =>
  createGuard({ hosts: [host], allowPrivateHosts });

/** DNS that gives these addresses for every name. */
function resolving(...addresses: string[]): typeof lookup {
  const resolve = (
    _name: string,
    _options: LookupAllOptions,
    done: (error: null, all: LookupAddress[]) => void,
  ): void =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  return resolve as unknown as typeof lookup;
}

function looked(resolve: typeof lookup, all: boolean, allowPrivateHosts: readonly string[] = []): Promise<unknown> {
  const guard = createGuard({ hosts: ['erp.test'], allowPrivateHosts, resolve });
  return new Promise((done, fail) =>
    guard.lookupFor(new URL('https://erp.test/'))('erp.test', { all }, (error, address, family) =>
      error ? fail(error) : done(all ? address : { address, family }),
    ),
  );
}

describe('refusal', () => {
  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://169.254.169.254/latest',
    'http://10.0.0.8/',
    'http://①②⑦.0.0.1/',
    'http://[fd00:ec2::254]/',
    'http://0.0.0.0:80/',
  ])('%s is private even when it is declared', (text) => {
    const url = new URL(text);
    expect(guardOf(url.host).refusal(url)).toMatchObject({ kind: 'private' });
    expect(guardOf(url.host, [url.hostname]).refusal(url)).toBeUndefined();
  });

  test('only declared hosts, with their port', () => {
    const guard = guardOf('ERP.test');
    expect(guard.refusal(new URL('https://erp.test/a'))).toBeUndefined();
    for (const text of [
      'https://erp.test:8443/',
      'https://evil.test/',
      'https://erp.test.evil.test/',
      'https://x.erp.test/',
    ])
      expect(guard.refusal(new URL(text))).toMatchObject({ kind: 'elsewhere' });
  });

  test.each([
    'ftp://erp.test/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'https://user@erp.test/',
    'https://:pw@erp.test/',
  ])('%s is refused', (text) => {
    expect(guardOf('erp.test').refusal(new URL(text))).toMatchObject({ kind: 'elsewhere' });
  });

  test('the deployment allows a host with every port, or with one', () => {
    const url = new URL('http://127.0.0.1:4090/');
    expect(guardOf(url.host, ['127.0.0.1:4090']).refusal(url)).toBeUndefined();
    expect(guardOf(url.host, ['127.0.0.1:4091']).refusal(url)).toMatchObject({ kind: 'private' });
    const plain = new URL('http://127.0.0.1/');
    expect(guardOf(plain.host, ['127.0.0.1:80']).refusal(plain)).toBeUndefined();
  });
});

describe('lookupFor', () => {
  test('gives public addresses only', async () => {
    const resolve = resolving('10.0.0.1', '8.8.8.8', '2606:4700::1');
    expect(await looked(resolve, true)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ]);
    expect(await looked(resolve, false)).toEqual({ address: '8.8.8.8', family: 4 });
  });

  test('fails when there is none, unless the deployment allows the host', async () => {
    const resolve = resolving('127.0.0.1', '::1');
    await expect(looked(resolve, true)).rejects.toMatchObject({ code: privateAddressCode });
    expect(await looked(resolve, true, ['erp.test:443'])).toHaveLength(2);
  });

  test('passes on what DNS says', async () => {
    const failing = ((_name: string, _options: object, done: (error: Error) => void) =>
      done(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }))) as unknown as typeof lookup;
    await expect(looked(failing, true)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
