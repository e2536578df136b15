import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../demo/odata/faults.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Faults that the stream cannot get over: it fails with its own error, the others go on. */
describe('a stream that fails', () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let erp: ErpSimulator;
  let pipeline: Pipeline;

  beforeEach(async () => {
    home = temporaryDirectory();
    erp = await startErpSimulator({ rows: { businessPartners: 450, projects: 30, supplierInvoices: 250 } });
    pipeline = await openPipeline({ home: home.path, erp: erp.url });
  });

  afterEach(async () => {
    await pipeline.close();
    await erp.stop();
    home.remove();
  });

  const watermark = (stream: string): Promise<string | undefined> =>
    pipeline.embedded.platform.ledger.watermark({ tenant: 'default', connection: 'demo', stream });

  /** business-partners fails in that way; the other two commit, and it goes through once the fault is gone. */
  async function expectPartial(name: string, code: string, words: RegExp): Promise<void> {
    const run = await pipeline.run();
    expect(run.status).toBe('partial');
    const [failed, ...others] = run.results ?? [];
    expect({ stream: failed?.stream, ok: failed?.ok, name: failed?.error?.name, code: failed?.error?.code }).toEqual({
      stream: 'business-partners',
      ok: false,
      name,
      code,
    });
    expect(failed?.error?.message).toMatch(words);
    expect(others.map(({ stream, ok }) => ({ stream, ok }))).toEqual([
      { stream: 'projects', ok: true },
      { stream: 'supplier-invoices', ok: true },
    ]);
    expect(await watermark('business-partners')).toBeUndefined();
    expect(await watermark('projects')).toBeDefined();
    erp.clearFaults();
    erp.tamper('BusinessPartners');
    const next = await pipeline.run();
    expect({ status: next.status, error: next.error }).toEqual({ status: 'succeeded', error: undefined });
    expect(await watermark('business-partners')).toBeDefined();
    expect([...(await pipeline.entities()).keys()].filter((subject) => subject.startsWith('party ')).length).toBe(450);
  }

  const fault = (kind: Fault['kind'], more: Partial<Fault> = {}): void =>
    erp.setFault({ kind, path: 'BusinessPartners', times: 1_000, ...more });

  test('a web page where JSON was expected', async () => {
    fault('html');
    await expectPartial('ErpContractBroken', 'answer-not-json', /web page/);
  });

  test('an answer without the list of records', async () => {
    fault('wrong-shape');
    await expectPartial('ErpContractBroken', 'record-path-missing', /value/);
  });

  test('a next link that leads to the page it is on', async () => {
    fault('repeat-next-link', { skip: 1 });
    await expectPartial('ErpContractBroken', 'next-page-repeated', /again|repeat|already/);
  });

  test('a cursor that goes backwards', async () => {
    fault('backwards', { skip: 1 });
    await expectPartial('ErpContractBroken', 'cursor-went-backwards', /LastChangeDateTime/);
  });

  test('a record without its key', async () => {
    erp.tamper('BusinessPartners', (row) =>
      row['BusinessPartner'] === '0010000010' ? { ...row, BusinessPartner: null } : row,
    );
    await expectPartial('ErpContractBroken', 'key-missing', /BusinessPartner/);
  });

  test('two records of a page with the same key', async () => {
    const [first, second] = erp
      .rows('BusinessPartners')
      .toSorted((a, b) => (String(a['LastChangeDateTime']) < String(b['LastChangeDateTime']) ? -1 : 1));
    const key = String(first?.['BusinessPartner']);
    erp.tamper('BusinessPartners', (row) =>
      row['BusinessPartner'] === second?.['BusinessPartner'] ? { ...row, BusinessPartner: key } : row,
    );
    await expectPartial('ErpContractBroken', 'key-repeated', /same key \(BusinessPartner\)/);
  });
});
