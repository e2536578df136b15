import { readFileSync, writeFileSync } from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { nextWatermark } from '../../distributor/watermark.ts';
import { lineWriter } from './line-writer.ts';
import { readStream } from './read-stream.ts';
import { addLines, type RefusedRecord } from './record-lines.ts';
import { openBenchStream, optionalFields, type Style } from './stream.ts';

const help = `Usage: npm run --silent bench:ours

The product's place in ../shared/bench: reads the mock ERP from bench/ours/connectors/<style> with the product's own reader,
source schema and mapping, and writes JSON Lines. The environment says what and where:
  BENCH_URL    address of the mock with its spec        BENCH_OUT    file to write
  BENCH_STYLE  a, b or c                                BENCH_STATE  folder kept between incremental runs
Refused records are counted on stderr and kept in BENCH_STATE/refused.jsonl.

npm run --silent bench:ours -- --compare [--n N] [--runs R] [--skip-million] [--json]
runs it beside dlt-jsonl and node-fast, and once with a million records; exit code 1 where a figure is over
bench/ours/ours.budget.json. BENCH_SHARED says where ../shared/bench is; its setup.sh has to have been run.

Example: OURS='npm run --silent bench:ours' python3 bench.py --peers OURS,node-fast --n 100000
`;

type Environment = Readonly<Record<string, string | undefined>>;

/** Exit code 0 after a whole read, 1 after a failed one, 2 where the environment says too little. */
export async function main(args: readonly string[], env: Environment): Promise<number> {
  if (args.includes('--compare')) return (await import('./compare.ts')).compare(args);
  const { BENCH_URL: address, BENCH_STYLE: style = 'a', BENCH_OUT: out, BENCH_STATE: state } = env;
  if (args.includes('--help') || !address || !out || !state || !isStyle(style)) {
    process.stderr.write(help);
    return args.includes('--help') ? 0 : 2;
  }
  try {
    const { written, refused } = await run({ address, style, out, state });
    process.stderr.write(`ours: ${written} written, ${total(refused)} refused\n`);
    for (const [reason, count] of refused) process.stderr.write(`  ${count} x ${reason}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`error: ${Error.isError(error) ? error.message : String(error)}\n`);
    return 1;
  }
}

const isStyle = (text: string): text is Style => ['a', 'b', 'c'].includes(text);
const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, one) => sum + one, 0);

type Place = { readonly address: string; readonly style: Style; readonly out: string; readonly state: string };
type Result = { readonly written: number; readonly refused: ReadonlyMap<string, number> };

async function run({ address, style, out, state }: Place): Promise<Result> {
  const watermarkFile = join(state, 'watermark.json');
  const stream = openBenchStream(style, address, readWatermark(watermarkFile), state);
  const file = await open(out, 'w');
  const writer = lineWriter(file);
  const refused = new Map<string, number>();
  let read = 0;
  try {
    const end = await readStream(
      stream.reader,
      async (page) => {
        read += page.records.length;
        await keepRefused(state, addLines(writer, stream.compiled, page, optionalFields), refused);
        await writer.flush();
      },
      () => new Date().toISOString(),
    );
    await writer.end();
    const watermark = nextWatermark(stream.cursor, end);
    if (watermark !== undefined) writeFileSync(watermarkFile, JSON.stringify({ watermark }));
    return { written: read - total(refused), refused };
  } finally {
    await file.close();
    stream.close();
  }
}

async function keepRefused(
  state: string,
  records: readonly RefusedRecord[],
  counts: Map<string, number>,
): Promise<void> {
  if (records.length === 0) return;
  for (const { reason } of records) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  await appendFile(join(state, 'refused.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

function readWatermark(file: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly watermark: string }).watermark;
  } catch {
    return undefined;
  }
}
