// A process whose workers take turns in a budget of DynamoDB, as requests to an ERP would; says at the end when they went.
import { createTurns } from '../../connectors/request/turns.ts';
import { awsCoordination } from '../../platform/aws/coordination.ts';
import { openTable } from '../../platform/aws/table.ts';
import { systemClock } from '../../platform/clock.ts';
import { emulatorRegion } from './emulator.ts';

type Order = {
  readonly table: string;
  readonly limit: { readonly requests: number; readonly perMs: number };
  readonly seconds: number;
  readonly workers: number;
};

const { table, limit, seconds, workers } = JSON.parse(process.argv[2] ?? '') as Order;
const sealing = async () => ({ seal: (text: string) => text, unseal: (text: string) => text });
const coordination = awsCoordination(openTable(emulatorRegion, table), systemClock, sealing);
const signal = AbortSignal.timeout(seconds * 1_000);
const sent: number[] = [];

async function work(): Promise<void> {
  while (!signal.aborted) {
    const turn = await createTurns({ name: 'erp', limit }, { coordination, clock: systemClock }, signal).take();
    if (turn.kind !== 'go') continue;
    sent.push(Date.now());
    await turn.arrived();
  }
}

await Promise.all(Array.from({ length: workers }, () => work().catch(() => undefined)));
process.stdout.write(JSON.stringify(sent));
process.exit(0);
