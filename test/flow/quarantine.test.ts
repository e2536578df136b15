import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Run } from '../../core/run.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { listQuarantined } from '../../transformer/quarantine/quarantine.ts';
import { replayQuarantined } from '../../transformer/quarantine/replay.ts';
import { addConnector, catalogueFolder, openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** One bad record costs itself, not its batch; mended, it goes through. Each test begins after a run with two bad records. */
describe('records that cannot be processed', () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let scratch: ReturnType<typeof temporaryDirectory>;
  let folder: string;
  let run: Run;
  let erp: ErpSimulator;
  let pipeline: Pipeline;
  const quarantined = async (): Promise<{ key: string; code: string; reason: string; text: string }[]> =>
    (await listQuarantined(pipeline.embedded.platform.documents, 'default')).map(
      ({ record: { key, code, reason, text } }) => ({ key, code, reason, text }),
    );

  /** The connector with a mapping that cannot read the identifiers of one partner, as an integrator may write it. */
  const edit = (file: string, from: string, to: string): void => {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(folder, file), text.replace(from, to));
  };

  beforeEach(async () => {
    home = temporaryDirectory();
    scratch = temporaryDirectory();
    folder = join(scratch.path, 'demo-odata');
    cpSync(join(catalogueFolder, 'demo-odata'), folder, { recursive: true });
    erp = await startErpSimulator({ rows: { businessPartners: 20, projects: 250, supplierInvoices: 20 } });
    pipeline = await openPipeline({ home: home.path, erp: erp.url, connectorFolder: folder });
    erp.tamper('Projects', (row) => {
      if (row['Project'] === 'P-00005') return { ...row, BudgetAmount: 'about ten million' };
      if (row['Project'] === 'P-00006') return { ...row, ProjectDescription: { text: 'not a text' } };
      return row;
    });
    run = await pipeline.run();
  });

  afterEach(async () => {
    await pipeline.close();
    await erp.stop();
    home.remove();
    scratch.remove();
  });

  test('wait with reason and raw text, while their neighbours go on and the run settles', async () => {
    expect(run.status).toBe('succeeded');
    expect(run.results?.find(({ stream }) => stream === 'projects')?.outcomes).toMatchObject({
      created: 248,
      quarantined: 2,
    });
    const waiting = await quarantined();
    expect(waiting.map(({ key, code }) => [key, code])).toEqual([
      ['P-00005', 'mapping'],
      ['P-00006', 'source-schema'],
    ]);
    expect(waiting[0]?.reason).toContain('project.budget.amount');
    expect(JSON.parse(waiting[0]?.text ?? '')).toMatchObject({ Project: 'P-00005', BudgetAmount: 'about ten million' });
    expect((await pipeline.entities()).has('project P-00005')).toBe(false);
  });

  test('stay there when nothing was mended, with the reason', async () => {
    const { services, platform } = pipeline.embedded;
    for (const { record } of await listQuarantined(platform.documents, 'default'))
      expect(await replayQuarantined(services, [record])).toMatchObject([{ ok: false }]);
    expect((await quarantined()).length).toBe(2);
  });

  test('go through once schema and mapping are mended, as one change each', async () => {
    const schema = JSON.parse(readFileSync(join(folder, 'projects.schema.json'), 'utf8')) as {
      properties: Record<string, object>;
    };
    schema.properties['BudgetAmount'] = { type: ['string', 'null'] };
    writeFileSync(join(folder, 'projects.schema.json'), JSON.stringify(schema));
    edit(
      'projects.map.yaml',
      '$decimal(BudgetAmount)',
      `"BudgetAmount = 'about ten million' ? '10000000' : $decimal(BudgetAmount)"`,
    );
    await addConnector(pipeline.embedded, folder);
    const seen = new Set((await pipeline.events()).map(({ id }) => id));
    const { services, platform } = pipeline.embedded;
    const waiting = await listQuarantined(platform.documents, 'default');
    const results = await replayQuarantined(
      services,
      waiting.map(({ record }) => record),
    );
    expect(results).toEqual([
      { ok: true, became: 'stored' },
      { ok: false, code: 'source-schema', reason: expect.stringContaining('ProjectDescription') },
    ]);
    expect((await pipeline.entities()).get('project P-00005')?.body).toMatchObject({ budget: { amount: '10000000' } });
    const events = (await pipeline.events()).filter(({ id }) => !seen.has(id));
    expect(events).toMatchObject([
      { type: 'tributary.information.project.created', subject: 'P-00005', mappingversion: 2, run: 1 },
    ]);
    expect((await quarantined()).map(({ key }) => key)).toEqual(['P-00006']);
  });

  test('are let go when the ERP sends a version that goes through', async () => {
    erp.tamper('Projects');
    const again = await pipeline.run({ mode: 'full', streams: ['projects'] });
    expect(again.results?.[0]?.outcomes).toMatchObject({ created: 2, quarantined: 0 });
    expect(await quarantined()).toEqual([]);
    expect((await pipeline.entities()).has('project P-00006')).toBe(true);
  });
});
