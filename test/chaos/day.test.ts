import { expect, test } from '@jest/globals';
import { startErpSimulator } from '../../demo/odata/simulator.ts';
import { type FakeClock, fakeClock } from '../support/fake-clock.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type Footprint, footprint } from './support/footprint.ts';

const runs = Number(process.env['CHAOS_DAY_RUNS'] ?? 1_440);
const minuteMs = 60_000;
const rows = { businessPartners: 400, projects: 50, supplierInvoices: 300 };

/** Lets the schedule's minute come and the run that it starts end; time stands nearly still while the run works. */
async function nextRun({ embedded, connection }: Pipeline, clock: FakeClock, number: number): Promise<void> {
  clock.set(new Date(clock.now().getTime() + minuteMs));
  const { ledger } = embedded.platform;
  for (let waited = 0; waited < 20_000; waited += 1) {
    await clock.advance(20);
    const [last] = await ledger.runs(connection.tenant, connection.name, 1);
    if (!last || last.run < number || last.status === 'running') continue;
    expect({ run: last.run, status: last.status, error: last.error }).toEqual({ run: number, status: 'succeeded' });
    return;
  }
  throw new Error(`Run ${number} did not end.`);
}

test('a day of scheduled runs leaves behind what retention says, and nothing else', async () => {
  const clock = fakeClock('2026-07-01T06:00:00.000Z');
  const home = temporaryDirectory();
  const erp = await startErpSimulator({ rows, now: clock.now });
  const pipeline = await openPipeline({ home: home.path, erp: erp.url, clock });
  const { platform } = pipeline.embedded;
  const { tenant, name, connector } = pipeline.connection;
  await platform.schedules.put({ tenant, name, connector, when: { every: '1m' } });
  const measured: Footprint[] = [];
  const begin = performance.now();
  try {
    for (let run = 1; run <= runs; run += 1) {
      await nextRun(pipeline, clock, run);
      erp.mutate({ change: 4 });
      erp.clearRequests();
      if (run % (runs / 4) !== 0) continue;
      measured.push(await footprint(home.path));
      console.log(JSON.stringify({ run, seconds: Math.round((performance.now() - begin) / 1000), ...measured.at(-1) }));
    }
    expect(pipeline.failures).toEqual([]);
  } finally {
    await pipeline.close();
    await erp.stop();
    home.remove();
  }
  const [first, last] = [measured[0], measured.at(-1)];
  if (!first || !last) throw new Error('nothing was measured');
  expect(last.handles).toBeLessThanOrEqual(first.handles + 2);
  expect(last.heapMegabytes).toBeLessThanOrEqual(first.heapMegabytes + 10);
});
