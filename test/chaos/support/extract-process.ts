// A process that extracts streams of a data directory until it is told how long that takes, beside other such processes.
import { setTimeout } from 'node:timers/promises';
import { type ExtractInput, extract } from '../../../connectors/extract.ts';
import { firstVisit } from '../../../core/execution-budget.ts';
import { openEmbedded } from '../../../infra/embedded.ts';

export type ExtractOrder = {
  readonly home: string;
  readonly host: string;
  readonly seconds: number;
  readonly streams: readonly Omit<ExtractInput, 'visit'>[];
};

const order = JSON.parse(process.argv[2] ?? '') as ExtractOrder;
const embedded = await openEmbedded({ home: order.home, allowPrivateHosts: [order.host] });
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const signal = AbortSignal.timeout(order.seconds * 1_000);

/** As the state machine goes on with a stream. */
async function follow(stream: Omit<ExtractInput, 'visit'>): Promise<number> {
  for (;;) {
    try {
      const read = await extract(embedded.services, { ...stream, visit: firstVisit(1_000) }, signal);
      await setTimeout(read.waitSeconds * 1_000, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      const at = await embedded.platform.ledger.continuation(stream.run, stream.stream);
      return at?.pages ?? 0;
    }
  }
}

const pages = await Promise.all(order.streams.map(follow));
process.stdout.write(`${JSON.stringify({ pages })}\n`);
await embedded.close();
process.exit(0);
