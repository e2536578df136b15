import { startRun } from '../../distributor/start-run.ts';
import { consumeProjects, demo, openDemoPipeline } from '../demo-pipeline.ts';

/** `process.ts HOME ERP`: starts a run in a new data directory, says `event` with the first event at a consumer, and ends. */
const [home = '', erp = ''] = process.argv.slice(2);
const embedded = await openDemoPipeline(home, erp);
const first = Promise.withResolvers<void>();
const consumer = await consumeProjects(embedded, () => first.resolve());
const worker = await embedded.worker({ schedules: false });
await startRun(embedded.platform, { ...demo, trigger: 'manual', mode: 'full' });
await first.promise;
process.stdout.write('event\n');
await consumer.stop();
await worker.stop();
await embedded.close();
