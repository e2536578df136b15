import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { tributary } from '../cli/run-command.ts';
import { modelConsumer } from '../support/consumer.ts';
import { findInFiles } from '../support/find-in-files.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { unstamped } from '../support/unstamped.ts';

const name = 'Ragnhild Åsveen-Testesen';
const email = 'ragnhild.aasveen@post.example';
const phone = '+47 918 27 364';

type Answer = {
  readonly outcome: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly places: readonly { readonly place: string; readonly name: string }[];
};

/** A person is known, named in an invoice, in quarantine, in the history of topics, in a queue and in dead letters. */
describe('erasing a person', () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let erp: ErpSimulator;
  let pipeline: Pipeline;
  let partner = '';

  const command = (...args: readonly string[]) => tributary([...args, '--json'], { home: home.path });
  const erase = async (...args: readonly string[]): Promise<Answer> => {
    const { code, out, err } = await command('erase', '--party', partner, ...args);
    expect({ args, code, out, err }).toMatchObject({ code: 0 });
    return JSON.parse(out) as Answer;
  };
  const traces = (): readonly string[] => [name, email, phone].flatMap((text) => findInFiles(home.path, text));

  beforeEach(async () => {
    home = temporaryDirectory();
    erp = await startErpSimulator({ rows: { businessPartners: 60, projects: 10, supplierInvoices: 80 } });
    const [row] = erp.rows('BusinessPartners').filter((one) => one['BusinessPartnerCategory'] === '1');
    partner = String(row?.['BusinessPartner']);
    const change = { BusinessPartnerFullName: name, EmailAddress: email, PhoneNumber: phone };
    erp.putRow('BusinessPartners', { ...row, ...change });
    const [invoice, other] = erp.rows('SupplierInvoices');
    erp.putRow('SupplierInvoices', { ...invoice, HeaderText: `Reise for ${name}, januar` });
    erp.tamper('SupplierInvoices', (one) =>
      one['SupplierInvoice'] === other?.['SupplierInvoice']
        ? { ...one, HeaderText: { text: `til ${name.toUpperCase()}` } }
        : one,
    );
    pipeline = await openPipeline({ home: home.path, erp: erp.url });
    const { queues, topics } = pipeline.embedded.platform;
    for (const queue of ['archive', 'failing']) {
      await queues.ensure(queue, { visibilitySeconds: 1, maxReceives: 1 });
      for (const entity of ['party', 'supplier-invoice'])
        await topics.subscribe({ name: `${queue}.${entity}`, topic: `information.${entity}`, queue, filter: {} });
    }
    expect((await pipeline.run()).status).toBe('succeeded');
    // An older version in a body of others, and one message that is a dead letter.
    erp.putRow('BusinessPartners', unstamped({ ...row, ...change, CityName: 'Drammen' }));
    expect((await pipeline.run()).status).toBe('succeeded');
    const [letter] = await queues.receive('failing', 1, 0);
    await queues.release('failing', [letter?.receipt ?? ''], 0);
    await queues.receive('failing', 1, 0);
  });

  afterEach(async () => {
    await pipeline.close();
    await erp.stop();
    home.remove();
  });

  test('leaves no trace of it in the directory, tells consumers, and names every place', async () => {
    const consumer = modelConsumer();
    consumer.take(await pipeline.events());
    expect(consumer.state.has(`party ${partner}`)).toBe(true);
    expect(traces().length).toBeGreaterThan(4);
    const dry = await erase('--dry-run');
    expect(dry.counts).toMatchObject({ raw: 5, records: 1, references: 1, quarantine: 2 });
    expect(traces().length).toBeGreaterThan(4);

    const done = await erase('--yes');
    expect(done).toMatchObject({ outcome: 'erased', counts: dry.counts });
    expect(done.counts['superseded']).toBeGreaterThan(0);
    const places = done.places.filter(({ place }) => place === 'messages').map((one) => one.name);
    expect(places.sort()).toEqual([
      ...['queue archive', 'queue failing', 'queue failing.dead'],
      ...['topic information.party', 'topic information.supplier-invoice'],
    ]);
    expect(traces()).toEqual([]);
    expect((await pipeline.entities()).has(`party ${partner}`)).toBe(false);
    expect((await pipeline.entities()).size).toBe(60 - 1 + 10 + 80 - 2);

    consumer.take(await pipeline.events());
    expect(consumer.state.has(`party ${partner}`)).toBe(false);
    const stored = [...(await pipeline.entities())].map(([entity, { digest }]) => [entity, digest]).sort();
    expect([...consumer.state].map(([entity, { digest }]) => [entity, digest]).sort()).toEqual(stored);
    const [audit] = await pipeline.embedded.platform.documents.list('default', 'audit');
    expect(JSON.stringify(audit)).not.toContain(partner);
    expect(audit?.value).toMatchObject({ action: 'erase', counts: dry.counts });
  });

  test('what is read again does not bring it back, until that is allowed', async () => {
    await erase('--yes');
    const row = erp.rows('BusinessPartners').find((one) => one['BusinessPartner'] === partner);
    erp.putRow('BusinessPartners', unstamped({ ...row, CityName: 'Hamar' }));
    erp.tamper('SupplierInvoices');
    for (const [mode] of [['incremental'], ['full']] as const) {
      const run = await pipeline.run({ mode, streams: ['business-partners'] });
      expect({ status: run.status, error: run.error }).toEqual({ status: 'succeeded', error: undefined });
    }
    expect(traces()).toEqual([]);
    expect((await pipeline.entities()).has(`party ${partner}`)).toBe(false);
    expect(pipeline.failures).toEqual([]);
    expect(await erase('--yes')).toMatchObject({ outcome: 'already', counts: {} });

    expect(await erase('--lift')).toMatchObject({ lifted: 1 });
    await pipeline.run({ mode: 'full', streams: ['business-partners'] });
    expect((await pipeline.entities()).get(`party ${partner}`)?.body).toMatchObject({ name });
    const { code } = await command('erase', '--party', partner, '--lift');
    expect(code).toBe(3);
  });

  test('somebody unknown is not found, and nothing is done unasked', async () => {
    expect(await command('erase', '--party', 'nobody', '--yes')).toMatchObject({ code: 3 });
    expect(await command('erase', '--party', 'vat:NO000000000', '--yes')).toMatchObject({ code: 3 });
    expect(await command('erase', '--party', partner)).toMatchObject({ code: 2 });
    expect(traces().length).toBeGreaterThan(4);
  });
});
