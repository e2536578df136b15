import { describe, expect, test } from '@jest/globals';
import type { Secrets } from '../../platform/ports.ts';
import { forEachTest, type UnderTest } from './under-test.ts';

/** What every Secrets adapter promises. */
export function secretsContract(
  name: string,
  makeAdapter: () => Promise<UnderTest<{ readonly secrets: Secrets }>>,
): void {
  const run = forEachTest(makeAdapter);

  describe(`${name}: Secrets`, () => {
    test(
      'gives back what was put; the same name again replaces it',
      run(async ({ secrets }) => {
        expect(await secrets.get('acme', 'erp')).toBeUndefined();
        await secrets.put('acme', 'erp', { user: 'alice', password: 'p"ä\n😀' }, 'demo-odata');
        expect(await secrets.get('acme', 'erp')).toEqual({ user: 'alice', password: 'p"ä\n😀' });
        await secrets.put('acme', 'erp', { token: 't' }, 'demo-odata');
        expect(await secrets.get('acme', 'erp')).toEqual({ token: 't' });
      }),
    );

    test(
      'tenants and names are apart',
      run(async ({ secrets }) => {
        await secrets.put('a', 'erp', { of: 'a' }, 'demo-odata');
        await secrets.put('A', 'erp', { of: 'A' }, 'demo-odata');
        await secrets.put('a', 'erp2', { of: 'a2' }, 'demo-odata');
        await secrets.delete('a', 'erp');
        await secrets.delete('a', 'never-there');
        expect(await secrets.get('a', 'erp')).toBeUndefined();
        expect(await secrets.get('A', 'erp')).toEqual({ of: 'A' });
        expect(await secrets.get('a', 'erp2')).toEqual({ of: 'a2' });
        expect(await secrets.get('b', 'erp')).toBeUndefined();
      }),
    );
  });
}
