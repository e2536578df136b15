import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { type AwsPipeline, type Manner, ofLongestStream, openAwsPipeline } from '../support/aws-pipeline.ts';
import { changesWithSeveralIds, modelConsumer } from '../support/consumer.ts';
import { refusedLine } from '../support/function-host.ts';
import { storedEntities } from '../support/pipeline.ts';
import { whyNoPython } from '../support/python-tool.ts';

const rows = { businessPartners: 760, projects: 30, supplierInvoices: 60 };
const pageSize = 750;
/** Two pages of business partners, the first of them in two batches, whose pointers go out in one call; one page of the others each. */
const batches = 5;
/** So many business partners come twice: as they were in the first batch, and changed in the last. */
const changed = 20;

type Observed = { readonly stored: object; readonly believed: object };

let erp: ErpSimulator;
let aws: AwsPipeline;
let truth: Observed;
let tenant = '';

/** Runs, and gives what is stored and what a consumer then believes. */
async function observe(): Promise<Observed> {
  const run = await aws.run(tenant);
  expect({ status: run.status, error: run.error, number: run.run }).toEqual({
    status: 'succeeded',
    error: undefined,
    number: 1,
  });
  const events = await aws.deliveries(tenant);
  expect(changesWithSeveralIds(events)).toEqual([]);
  const consumer = modelConsumer();
  consumer.take(events);
  const entities = await storedEntities(aws, tenant);
  return {
    stored: Object.fromEntries([...entities].map(([subject, { digest }]) => [subject, digest])),
    believed: Object.fromEntries([...consumer.state].map(([subject, { digest }]) => [subject, digest])),
  };
}

/** Changes business partners while they are being read: the first version is on the first page, the second on the last. */
function plantChanges(): void {
  const byAge = erp
    .rows('BusinessPartners')
    .toSorted((a, b) => (String(a['LastChangeDateTime']) < String(b['LastChangeDateTime']) ? -1 : 1));
  for (const { LastChangeDateTime: _at, BusinessPartnerFullName: name, ...row } of byAge.slice(0, changed))
    erp.putRow('BusinessPartners', { ...row, BusinessPartnerFullName: `${name} & Sons` }, { repeated: true });
}

const reversed = (records: readonly SQSRecord[]): readonly SQSRecord[] => records.toReversed();
const twice = (records: readonly SQSRecord[]): readonly SQSRecord[] => records.flatMap((record) => [record, record]);

/** Each event to two containers at the same time; a message failed if it did in one of them. */
const toTwoContainers: Manner['invoke'] = async (usual, event): Promise<SQSBatchResponse> => {
  const answers = await Promise.all([usual(event), usual(event)]);
  return { batchItemFailures: answers.flatMap(({ batchItemFailures }) => batchItemFailures) };
};

const missing = whyNoPython();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

(missing === undefined ? describe : describe.skip)('whatever way messages arrive, the end is the same', () => {
  let number = 0;

  beforeAll(async () => {
    erp = await startErpSimulator({ rows });
    plantChanges();
    aws = await openAwsPipeline({ erps: [erp.url], pageSize });
    tenant = 'undisturbed';
    await aws.connect(tenant, erp.url);
    truth = await observe();
    expect(Object.keys(truth.stored).length).toBe(850);
    expect(truth.believed).toEqual(truth.stored);
  });

  beforeEach(async () => {
    tenant = `t${++number}`;
    await aws.connect(tenant, erp.url);
    await aws.redirect('transform', {});
    await aws.redirect('settle', {});
  });

  afterAll(async () => {
    await aws?.close();
    await erp?.stop();
  });

  test.each<readonly [string, Manner]>([
    ['in reversed order', { first: { gather: batches, arrange: reversed } }],
    ['twice in one event', { first: { gather: batches, arrange: twice } }],
    ['twice and in reversed order', { first: { gather: batches, arrange: (records) => reversed(twice(records)) } }],
    ['again when all are done', { first: { gather: batches, arrange: (records) => [...records, ...records] } }],
    ['to two containers at the same time', { invoke: toTwoContainers }],
    [
      'to two containers at the same time, in reversed order',
      { invoke: toTwoContainers, first: { gather: batches, arrange: reversed } },
    ],
  ])('pointers %s', async (_name, manner) => {
    await aws.redirect('transform', manner);
    expect(await observe()).toEqual(truth);
  });

  test.each<readonly [string, Manner]>([
    ['in reversed order, twice', { first: { gather: batches, arrange: (records) => reversed(twice(records)) } }],
    ['to two containers at the same time', { invoke: toTwoContainers }],
  ])('receipts %s', async (_name, manner) => {
    await aws.redirect('settle', manner);
    expect(await observe()).toEqual(truth);
  });

  test('a topic that accepts part of what is published', async () => {
    aws.functions.extract.prepare({ takes: ofLongestStream, topicFaults: { calls: [1], indexes: [0] } });
    aws.functions.transform.prepare({ topicFaults: { calls: [1, 2, 4, 7], indexes: [0] } });
    expect(await observe()).toEqual(truth);
    for (const { output } of [aws.functions.extract, aws.functions.transform]) expect(output()).toContain(refusedLine);
  });

  test('a topic that accepts nothing for longer than a function tries', async () => {
    const calls = [1, 2, 3, 4, 5, 6];
    const before = aws.functions.extract.invocations();
    aws.functions.extract.prepare({ takes: ofLongestStream, topicFaults: { calls, indexes: [0, 1] } });
    aws.functions.transform.prepare({ topicFaults: { calls, indexes: [0, 1] } });
    expect(await observe()).toEqual(truth);
    // One for each stream, and the one that had to begin again.
    expect(aws.functions.extract.invocations() - before).toBe(4);
  });
});
