import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isNamed } from '../../core/errors.ts';
import type { Platform } from '../../platform/ports.ts';
import { type Names, ownedThings } from './tenants-things.ts';
import type { UnderTest } from './under-test.ts';

export type TenantPorts = Omit<Platform, 'executions' | 'deliveries' | 'exports' | 'retention' | 'ids' | 'checkpoint'>;

export type TenantsOptions = {
  readonly numRuns: number;
  readonly timeoutMs: number;
  /** Characters of a name at most: AWS takes less than a file or a table. */
  readonly longest: number;
};

const atoms = [
  'a',
  'b',
  'A',
  'é',
  'e\u0301',
  'ø',
  '😀',
  '/',
  '#',
  '%',
  '%2F',
  '%23',
  '.',
  '..',
  '_',
  '-',
  ' ',
  ':',
  '*',
];
const separators = ['/', '#', '.', '-', '_', '%', ' ', '\n', '~', ':', ''];

/** Both tenants and all their names from one text, cut at different places: what concatenation would confuse. */
function colliding(longest: number): fc.Arbitrary<readonly [Names, Names]> {
  const long = fc.integer({ min: 1, max: longest }).map((length) => 'x'.repeat(length));
  const atom = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...atoms) }, { weight: 1, arbitrary: long });
  const parts = fc.array(atom, { minLength: 5, maxLength: 8 });
  const cuts = fc.tuple(fc.nat(7), fc.nat(7), fc.nat(7));
  return fc
    .tuple(parts, fc.constantFrom(...separators), cuts, cuts, fc.nat(3))
    .map(([texts, separator, first, second, shared]): readonly [Names, Names] => [
      cut(texts, separator, first),
      // Sometimes the same connection, stream and key, so that nothing but the tenant differs.
      shared === 0
        ? { ...cut(texts, separator, first), tenant: cut(texts, separator, second).tenant }
        : cut(texts, separator, second),
    ])
    .filter(
      ([a, b]) =>
        a.tenant !== b.tenant && [a, b].every((names) => Object.values(names).every((name) => name.length <= longest)),
    );
}

function cut(texts: readonly string[], separator: string, at: readonly number[]): Names {
  const [i = 1, j = 2, k = 3] = at.map((place) => 1 + (place % (texts.length - 1))).toSorted((x, y) => x - y);
  const part = (from: number, to: number): string => texts.slice(from, Math.max(to, from + 1)).join(separator) || 'z';
  return { tenant: part(0, i), connection: part(i, j), stream: part(j, k), key: part(k, texts.length) };
}

/** Plain names that begin alike, as real tenants have them: no adapter may refuse these. */
const plain = fc
  .tuple(fc.constantFrom('a', 'acme', 'acme-1'), fc.constantFrom('b', 'acme-1-main', 'acme-', 'acmex'))
  .map(([a, b]): readonly [Names, Names] => [
    { tenant: a, connection: 'main', stream: 'parties', key: '1' },
    { tenant: b, connection: 'main', stream: 'parties', key: '1' },
  ]);

let runs = 0;

/** No call with one tenant gives or changes anything of another: every port that takes one, or names that hold one. */
export function tenantsContract(
  adapter: () => UnderTest<TenantPorts>,
  { numRuns, timeoutMs, longest }: TenantsOptions,
): void {
  for (const { title, make } of ownedThings) {
    const property =
      (strict: boolean) =>
      async ([a, b]: readonly [Names, Names]): Promise<void> => {
        const prefix = `r${++runs}-`;
        const [mine, theirs] = [a, b].map((names) => ({ ...names, tenant: prefix + names.tenant })) as [Names, Names];
        const thing = make(adapter(), prefix);
        const allowed = (work: Promise<unknown>): Promise<unknown> => (strict ? work : unlessRefused(work));
        await allowed(thing.write(theirs, 'THEIRS'));
        const before = await unlessRefused(thing.read(theirs));
        if (strict) expect(JSON.stringify(before)).toContain('THEIRS');
        expect(JSON.stringify(await unlessRefused(thing.read(mine))) ?? '').not.toContain('THEIRS');
        // Also with the other's connection, stream and key under one's own tenant.
        for (const names of [mine, { ...theirs, tenant: mine.tenant }]) {
          await allowed(thing.write(names, 'MINE'));
          expect(JSON.stringify(await unlessRefused(thing.read(names))) ?? '').not.toContain('THEIRS');
          expect(await unlessRefused(thing.read(theirs))).toEqual(before);
          await allowed(thing.remove(names));
          expect(await unlessRefused(thing.read(theirs))).toEqual(before);
        }
      };
    test(
      `${title}: nothing of one tenant is given to another or changed by it`,
      async () => {
        await fc.assert(fc.asyncProperty(plain, property(true)), { numRuns: Math.min(numRuns, 6) });
        await fc.assert(fc.asyncProperty(colliding(longest), property(false)), { numRuns });
      },
      timeoutMs,
    );
  }
}

/** An adapter may refuse a name that it cannot keep apart, and then must have done nothing. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isNamed(error, 'InvalidInput')) return undefined;
    throw error;
  }
}
