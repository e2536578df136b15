import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DemoErp, type Difference, differences, sharedObjectsOf } from '../../demo/common/business-objects.ts';
import { type NordicSimulator, startNordicSimulator } from '../../demo/nordic/simulator.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { documentsIn, tributary } from '../cli/run-command.ts';
import { catalogueFolder } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

type Found = {
  readonly type: string;
  readonly kind: string;
  readonly matchedBy: string;
  readonly fields: readonly { readonly field: string; readonly left?: unknown; readonly right?: unknown }[];
};

const connections: Readonly<Record<DemoErp, string>> = { odata: 'demo', nordic: 'nordic' };
const compared = ['party', 'item', 'project', 'supplier-invoice'] as const;
const shared = sharedObjectsOf('odata');
const sharedCounts = {
  party: shared.parties.length,
  item: shared.articles.length,
  project: shared.projects.length,
  'supplier-invoice': shared.supplierInvoices.length,
};

describe('two ERPs side by side, read into one tenant', () => {
  const directory = temporaryDirectory();
  const home = join(directory.path, 'data');
  let odata: ErpSimulator;
  let nordic: NordicSimulator;
  let env: Record<string, string>;

  const run = async (...argv: readonly string[]): Promise<{ code: number; out: string }> => {
    const { code, out, err } = await tributary(argv, { home, env, columns: 160 });
    if (err !== '') throw new Error(`${argv.join(' ')}: ${err}`);
    return { code, out };
  };

  beforeAll(async () => {
    odata = await startErpSimulator({
      rows: { businessPartners: 120, projects: 60, products: 80, supplierInvoices: 150 },
      shared: true,
      username: 'tributary',
      password: 'demo-only',
    });
    nordic = await startNordicSimulator({ rows: 1_500 });
    const { clientId, clientSecret } = nordic.client(1);
    env = {
      TRIBUTARY_ALLOW_HOSTS: [odata.url, nordic.url].map((url) => new URL(url).host).join(),
      TRIBUTARY_SECRET_PASSWORD: 'demo-only',
      TRIBUTARY_SECRET_CLIENTSECRET: clientSecret,
    };
    const connectors = { demo: 'demo-odata', nordic: 'demo-nordic' };
    for (const connector of Object.values(connectors)) await run('connector', 'add', join(catalogueFolder, connector));
    const own = (url: string, parameter: string): readonly string[] => ['--set', `host=${url}`, '--set', parameter];
    await run('connection', 'add', 'demo', '--connector', 'demo-odata', ...own(odata.url, 'username=tributary'));
    await run('connection', 'add', 'nordic', '--connector', 'demo-nordic', ...own(nordic.url, `clientId=${clientId}`));
    for (const connection of Object.keys(connectors)) {
      const { code, out } = await run('run', connection);
      if (code !== 0) throw new Error(out);
    }
  }, 120_000);

  afterAll(async () => {
    await Promise.all([odata?.stop(), nordic?.stop()]);
    directory.remove();
  });

  const compare = async (
    entity: string,
    [left, right]: readonly [DemoErp, DemoErp],
  ): Promise<{ code: number; found: readonly Found[]; summary: Record<string, unknown> }> => {
    const sides = ['--left', connections[left], '--right', connections[right]];
    const { code, out } = await run('records', 'compare', entity, ...sides, '--json');
    const documents = documentsIn(out);
    return { code, found: documents.slice(0, -1) as unknown as readonly Found[], summary: documents.at(-1) ?? {} };
  };

  /** What the list says of an object, in the words of the comparison. */
  const listed = (entity: Difference['entity'], [left, right]: readonly [DemoErp, DemoErp]): readonly string[] =>
    differences
      .filter((difference) => difference.entity === entity)
      .map((one) => `${keyText(one)} ${one.field}: ${one[left]} | ${one[right]}`)
      .sort();

  const keyText = ({ entity, key }: Difference): string => {
    const slash = key.indexOf('/');
    return entity === 'supplier-invoice' ? `${key.slice(0, slash)}:${key.slice(slash + 1)}` : key;
  };

  const said = (found: readonly Found[]): readonly string[] =>
    found
      .filter(({ kind }) => kind === 'differing')
      .flatMap(({ matchedBy, fields }) =>
        fields.map(
          ({ field, left, right }) =>
            `${matchedBy.replace(/^[a-z-]+:/, '').replace(/^0(?=\d{13}$)/, '')} ${field}: ${left} | ${right}`,
        ),
      )
      .sort();

  for (const entity of compared)
    for (const sides of [
      ['odata', 'nordic'],
      ['nordic', 'odata'],
    ] as const)
      test(`${entity}, ${sides[0]} left: the listed differences, no more and no fewer`, async () => {
        const { code, found, summary } = await compare(entity, sides);
        const wanted = listed(entity, sides);
        expect(said(found)).toEqual(wanted);
        expect(found.filter(({ kind }) => kind === 'ambiguous')).toEqual([]);
        const objects = new Set(differences.filter((one) => one.entity === entity).map(({ key }) => key)).size;
        expect(summary).toMatchObject({
          ...{ type: 'summary', entity, differing: objects, ambiguous: 0, changedMeanwhile: 0 },
          equal: sharedCounts[entity] - objects,
        });
        expect(code).toBe(1);
      });

  test('as a table', async () => {
    const { code, out } = await run(
      'records',
      'compare',
      'item',
      '--left',
      'demo',
      '--right',
      'nordic',
      '--only',
      'differing',
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^Differing \(2\)\n {2}object +matched by +field +demo +nordic$/m);
    expect(out).toMatch(/salesPrice\.amount +\S+ +421\.5$/m);
    expect(out).toMatch(/^ {2}equal +28$/m);
  });
});
