// Scheduled runs in a process of their own, half an hour apart: at each quarter of them it says on a line what it takes.
import { startErpSimulator } from '../../../demo/odata/simulator.ts';
import { setPolicy } from '../../../distributor/retention/policies.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { openPipeline, type Pipeline } from '../../support/pipeline.ts';
import { footprint } from './footprint.ts';

const [home = '', count = ''] = process.argv.slice(2);
const runs = Number(count);
/** As many runs as a day has minutes are thirty days then, so that what is kept for sixteen of them stops growing. */
const intervalMs = 30 * 60_000;
const policy = { raw: '16d', ledger: '16d', runs: '16d', bodies: '16d', events: '1h', journals: '1d' } as const;
const rows = { businessPartners: 400, projects: 50, supplierInvoices: 300 };

/** Lets the schedule's moment come and the run that it starts end; time stands nearly still while the run works. */
async function nextRun({ embedded, connection }: Pipeline, clock: FakeClock, number: number): Promise<void> {
  clock.set(new Date(clock.now().getTime() + intervalMs));
  const { ledger } = embedded.platform;
  for (let waited = 0; waited < 20_000; waited += 1) {
    await clock.advance(20);
    const [last] = await ledger.runs(connection.tenant, connection.name, 1);
    if (!last || last.run < number || last.status === 'running') continue;
    if (last.run === number && last.status === 'succeeded') return;
    throw new Error(`Run ${number} was to succeed: ${JSON.stringify(last)}`);
  }
  throw new Error(`Run ${number} did not end.`);
}

const clock = fakeClock('2026-07-01T06:00:00.000Z');
const erp = await startErpSimulator({ rows, now: clock.now });
const pipeline = await openPipeline({ home, erp: erp.url, clock });
const { tenant, name, connector } = pipeline.connection;
await pipeline.embedded.platform.schedules.put({ tenant, name, connector, when: { every: '30m' } });
await setPolicy(pipeline.embedded.platform.documents, undefined, policy);
const begin = performance.now();
for (let run = 1; run <= runs; run += 1) {
  await nextRun(pipeline, clock, run);
  erp.mutate({ change: 4 });
  erp.clearRequests();
  if (run % (runs / 4) !== 0) continue;
  const seconds = Math.round((performance.now() - begin) / 1_000);
  process.stdout.write(`${JSON.stringify({ run, seconds, ...(await footprint(home)) })}\n`);
}
await pipeline.close();
await erp.stop();
if (pipeline.failures.length > 0) throw pipeline.failures[0];
