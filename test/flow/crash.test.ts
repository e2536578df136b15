import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { faultPoints } from '../../core/fault-points.ts';
import type { Run } from '../../core/run.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { type Finished, tributary } from '../support/command.ts';
import { modelConsumer } from '../support/consumer.ts';
import { openPipeline, publishedEvents, storedEntities } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

/** Pages of 200, three of them to a batch: three batches, one and two, so that each fault point is reached six times. */
const rows = { businessPartners: 1250, projects: 30, supplierInvoices: 650 };
const streams = {
  'business-partners': 'BusinessPartners',
  projects: 'Projects',
  'supplier-invoices': 'SupplierInvoices',
};

let truth: ReadonlyMap<string, string>;
let erp: ErpSimulator;
let home: ReturnType<typeof temporaryDirectory>;

const digests = async (embedded: Embedded): Promise<Map<string, string>> =>
  new Map([...(await storedEntities(embedded, 'default'))].map(([subject, { digest }]) => [subject, digest]));

/** The data directory with connector and connection, and no process that works on it. */
async function prepare(): Promise<Embedded> {
  const pipeline = await openPipeline({ home: home.path, erp: erp.url });
  await pipeline.close();
  return openEmbedded({ home: home.path });
}

const command = (args: readonly string[], fault: string): ReturnType<typeof tributary> =>
  tributary(home.path, args, {
    TRIBUTARY_ALLOW_HOSTS: new URL(erp.url).host,
    ...(fault === '' ? {} : { TRIBUTARY_FAULT: fault }),
  });

/** Page requests as the simulator counted them, per stream in order. */
const pagesOf = (stream: keyof typeof streams): string[] =>
  erp
    .requests()
    .filter(({ path }) => path.endsWith(`/${streams[stream]}`))
    .map(({ query }) => JSON.stringify(query));

async function confirmedPages(embedded: Embedded): Promise<ReadonlyMap<keyof typeof streams, readonly string[]>> {
  const [run] = await embedded.platform.ledger.runs('default', 'demo', 1);
  const confirmed = new Map<keyof typeof streams, readonly string[]>();
  for (const stream of Object.keys(streams) as (keyof typeof streams)[]) {
    const at = run && (await embedded.platform.ledger.continuation(run, stream));
    confirmed.set(stream, pagesOf(stream).slice(0, at?.pages ?? 0));
  }
  return confirmed;
}

/** Starts the program as an operator would, waits until it has finished the open run by itself, and stops it. */
async function startUntilFinished(embedded: Embedded): Promise<{ readonly run: Run; readonly finished: Finished }> {
  const started = command(['start'], '');
  try {
    const run = await until('the run to end', async () => {
      if (started.child.exitCode !== null) throw new Error(started.output());
      const [last] = await embedded.platform.ledger.runs('default', 'demo', 1);
      return last && last.status !== 'running' ? last : undefined;
    });
    started.child.kill('SIGTERM');
    return { run, finished: await started.finished };
  } finally {
    started.child.kill('SIGKILL');
    await started.finished;
  }
}

describe('SIGKILL on the way of a batch', () => {
  beforeAll(async () => {
    erp = await startErpSimulator({ rows });
    home = temporaryDirectory();
    const undisturbed = await openPipeline({ home: home.path, erp: erp.url });
    await undisturbed.run();
    truth = await digests(undisturbed.embedded);
    await undisturbed.close();
    home.remove();
  });

  beforeEach(() => {
    home = temporaryDirectory();
    erp.clearRequests();
  });

  afterEach(() => home.remove());
  afterAll(() => erp.stop());

  test.each(faultPoints.flatMap((point) => [`${point}:1`, `${point}:4`]))(
    'after %s: the next start finishes the run, and nothing is lost or doubled',
    async (fault) => {
      const embedded = await prepare();
      try {
        const killed = await command(['run', 'demo'], fault).finished;
        expect({ signal: killed.signal, stderr: killed.stderr }).toMatchObject({ signal: 'SIGKILL' });
        const confirmed = await confirmedPages(embedded);
        erp.clearRequests();

        const { run, finished } = await startUntilFinished(embedded);

        expect({ status: run.status, error: run.error, number: run.run }).toEqual({
          status: 'succeeded',
          error: undefined,
          number: 1,
        });
        expect({ code: finished.code, stderr: finished.stderr }).toMatchObject({ code: 0 });
        for (const [stream, pages] of confirmed)
          expect(pagesOf(stream).filter((page) => pages.includes(page))).toEqual([]);
        expect(await digests(embedded)).toEqual(truth);
        const consumer = modelConsumer();
        consumer.take(await publishedEvents(embedded));
        expect(consumer.applied.length).toBe(truth.size);
        expect(new Map([...consumer.state].map(([subject, { digest }]) => [subject, digest]))).toEqual(truth);
      } finally {
        await embedded.close();
      }
    },
  );
});
