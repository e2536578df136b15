import { describe, expect, test } from '@jest/globals';
import type { Exports } from '../../platform/ports.ts';
import { forEachTest, type UnderTest } from './under-test.ts';

type Ports = {
  readonly exports: Exports;
  /** A path that this adapter takes. */
  readonly path: string | undefined;
  /** The files of a subscription with their content, by name. */
  files(subscription: string): Promise<Readonly<Record<string, string>>>;
};

/** What every Exports adapter promises. */
export function exportsContract(name: string, makeAdapter: () => Promise<UnderTest<Ports>>): void {
  const run = forEachTest(makeAdapter);

  describe(`${name}: Exports`, () => {
    test(
      'a file is there with all its content; the same name again replaces it',
      run(async ({ exports, path, files }) => {
        expect(await exports.place('archive', path)).toMatch(/archive/);
        await exports.put('archive', path, '2026-a.ndjson', '{"n":1}\n');
        await exports.put('archive', path, '2026-b.ndjson', '{"größe":"1,5 µm"}\n');
        await exports.put('archive', path, '2026-a.ndjson', '{"n":2}\n');
        expect(await files('archive')).toEqual({
          '2026-a.ndjson': '{"n":2}\n',
          '2026-b.ndjson': '{"größe":"1,5 µm"}\n',
        });
      }),
    );

    test(
      'a path that leads elsewhere is refused',
      run(async ({ exports }) => {
        const refusal = { name: 'InvalidInput', code: 'export-path' };
        for (const path of ['../out', 'a/../../out'])
          await expect(exports.place('archive', path)).rejects.toMatchObject(refusal);
      }),
    );
  });
}
