import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listErps } from '../../../infra/erps.ts';
import { type StackTemplate, synthesise } from '../../support/synthesise.ts';

describe('addStageStacks', () => {
  const one = synthesise({ erps: ['demo-odata'] });

  test('makes the core and one stack per folder of the catalogue', () => {
    expect(Object.keys(one)).toEqual(['TributaryCore-dev', 'TributaryErp-demo-odata-dev']);
  });

  test('another folder in the catalogue leaves every other template as it is, byte by byte', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tributary-catalog-'));
    try {
      for (const name of ['demo-odata', 'acme-books']) mkdirSync(join(folder, name));
      const two = synthesise({ erps: listErps(folder) });
      expect(Object.keys(two)).toContain('TributaryErp-acme-books-dev');
      for (const [name, template] of Object.entries(one))
        expect(JSON.stringify(two[name]) === JSON.stringify(template)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('the stacks of two ERPs differ in their names only', () => {
    const { 'TributaryErp-acme-books-dev': other } = synthesise({ erps: ['acme-books'] });
    // Logical ids end with a hash of the path, in which the name stands.
    const plain = (template: StackTemplate | undefined): string =>
      JSON.stringify(template).replaceAll(/([A-Za-z]\w*?)(?:[0-9A-F]{8})+\b/g, '$1');
    const renamed = plain(other).replaceAll('acme-books', 'demo-odata').replaceAll('acmebooks', 'demoodata');
    expect(renamed === plain(one['TributaryErp-demo-odata-dev'])).toBe(true);
  });

  test('two stages share no name', () => {
    const names = (stage: string): readonly string[] => Object.values(synthesise({ stage })).flatMap(namesIn);
    const dev = names('dev');
    const others = new Set(names('test'));
    expect(dev.length).toBeGreaterThan(30);
    expect(dev.filter((name) => others.has(name))).toEqual([]);
  });
});

/** Every name that AWS does not make up: of resources and of exports. */
function namesIn({ Resources, Outputs = {} }: StackTemplate): readonly string[] {
  const given = Object.values(Resources).flatMap(({ Type, Properties }) =>
    Object.entries(Properties)
      // Names of metrics are no names of resources.
      .filter(([key]) => /Name$/.test(key) && key !== 'MetricName')
      .filter(([, value]) => typeof value === 'string')
      .map(([, value]) => `${Type} ${String(value)}`),
  );
  const exported = Object.values(Outputs).map(
    (output) => (output as { readonly Export?: { Name: string } }).Export?.Name,
  );
  return [...given, ...exported.filter((name) => name !== undefined)];
}
