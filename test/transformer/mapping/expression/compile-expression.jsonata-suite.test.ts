import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Tables } from '../../../../transformer/mapping/expression/compile-node.ts';
import { compare, count, newTally, show } from '../oracle.ts';

/**
 * jsonata's own test-suite, by other authors, is not in this repository and not in the npm package. With JSONATA_SUITE set
 * to a copy of its folder (the one with `datasets` and `groups`; the crate jsonata-rs carries it), its cases run as well.
 */
const suite = process.env['JSONATA_SUITE'];

type SuiteCase = {
  readonly expr?: string;
  readonly 'expr-file'?: string;
  readonly data?: unknown;
  readonly dataset?: string | null;
  readonly bindings?: Record<string, unknown>;
};

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function casesIn(folder: string): readonly SuiteCase[] {
  const groups = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return groups.flatMap(({ name: group }) =>
    readdirSync(join(folder, group))
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => read(join(folder, group, name)) as SuiteCase | SuiteCase[])
      .map((one) => {
        const file = one['expr-file'];
        return file === undefined ? one : { ...one, expr: readFileSync(join(folder, group, file), 'utf8') };
      }),
  );
}

(suite === undefined ? test.skip : test)("jsonata's own test-suite: compiled equals interpreted", async () => {
  const root = suite ?? '';
  const tally = newTally();
  for (const folder of ['groups', 'skip'].map((name) => join(root, name)).filter((path) => existsSync(path))) {
    for (const one of casesIn(folder)) {
      const dataset = one.dataset ? read(join(root, 'datasets', `${one.dataset}.json`)) : undefined;
      const tables = (one.bindings ?? {}) as Tables;
      count(tally, await compare(one.expr ?? '', 'data' in one ? one.data : dataset, { tables }));
    }
  }
  process.stdout.write(show('jsonata test-suite', tally));
  expect(tally.unequal).toEqual([]);
  expect(tally.otherCode).toEqual([]);
  expect(tally.equal).toBeGreaterThan(300);
});
