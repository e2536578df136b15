import { parseArgs } from 'node:util';
import { emulatorAccount, emulatorRegion, startMiniStack } from '../../test/support/emulator.ts';
import assumptions from './assumptions.json' with { type: 'json' };
import budget from './budget.json' with { type: 'json' };
import { type Measured, measureCost } from './measure.ts';
import { type CostLine, priceOf, totalOf } from './price.ts';
import prices from './prices.json' with { type: 'json' };
import { extrapolate, type Usage } from './usage.ts';

const million = 1_000_000;

const help = `Usage: npm run --silent bench:cost -- [--n N] [--json]

Reads N/4 and then N records (default 10000) of the demo ERP through the adapters of AWS on an emulator, first all new, then all
unchanged, and says what a million of them cost at list price: what every run costs is
told from what each record costs by the two sizes. Needs Python 3.10 or newer.
Exit code 1 when a figure is more than 10 % above bench/cost/budget.json.

Example: npm run --silent bench:cost -- --n 50000 --json
`;

export type CostReport = {
  readonly prices: { readonly region: string; readonly date: string };
  readonly initial: CostFigure;
  readonly unchanged: CostFigure;
  /** The same where the ERP gives its records in no order of their keys, so that each is looked up by itself. */
  readonly unchangedAtWorst: CostFigure;
};
type Name = keyof typeof budget.targets;

export type CostFigure = {
  readonly dollarsPerMillion: number;
  /** What it was when the budget was set. */
  readonly budget: number;
  /** May not be passed, whatever the budget. */
  readonly target: number;
  readonly records: number;
  readonly recordBytes: number;
  readonly lines: readonly CostLine[];
};

/** Measures, prices and holds it against the budget. */
export async function costReport(records: number, note: (text: string) => void): Promise<CostReport> {
  const place = { region: emulatorRegion, account: emulatorAccount };
  const small = await measureCost({ records: Math.ceil(records / 4), ...place, note });
  const large = await measureCost({ records, ...place, note });
  return {
    prices: { region: prices.region, date: prices.date },
    initial: figureOf(small.initial, large.initial, 'initial'),
    unchanged: figureOf(small.unchanged, large.unchanged, 'unchanged'),
    unchangedAtWorst: figureOf(small.unchanged, large.unchanged, 'unchangedAtWorst', million * singleLookup),
  };
}

/** Read units of a record that is looked up by itself, by a lookup that may lag; 1 % for the queries tried before. */
const singleLookup = 0.505;

function figureOf(small: Measured, large: Measured, name: Name, furtherReads = 0): CostFigure {
  const usage = withErpWaits(extrapolate(small, large, million));
  const lines = priceOf({ ...usage, dynamoReadUnits: usage.dynamoReadUnits + furtherReads });
  const { records, recordBytes } = large;
  const [limit, target] = [budget.dollarsPerMillion[name], budget.targets[name]];
  return { dollarsPerMillion: totalOf(lines), budget: limit, target, records, recordBytes, lines };
}

/** A real ERP takes its time, and each seven minutes of it are another visit of Extract: two transitions and a call. */
function withErpWaits(usage: Usage): Usage {
  const seconds = (million / assumptions.recordsPerErpPage) * (assumptions.milliseconds.erpPage / 1_000);
  const visits = Math.ceil(seconds / 420);
  return {
    ...usage,
    waitSeconds: usage.waitSeconds + seconds,
    stateTransitions: usage.stateTransitions + 2 * visits,
    lambdaRequests: usage.lambdaRequests + visits,
  };
}

/** Up to a tenth above the budget is within it, as long as the target is kept. */
export function isWithin({ dollarsPerMillion, budget: limit, target }: CostFigure): boolean {
  return dollarsPerMillion <= Math.min(limit * 1.1, target);
}

function linesOf(name: string, figure: CostFigure): string[] {
  const { dollarsPerMillion, budget: limit, target, records, recordBytes, lines } = figure;
  return [
    `${name}: $${dollarsPerMillion.toFixed(3)} per million (budget $${limit}, target $${target}); measured with ${records} records of ${recordBytes} bytes`,
    ...[...lines]
      .sort((a, b) => b.dollars - a.dollars)
      .map(
        ({ what, units, dollars }) =>
          `  ${what.padEnd(28)} ${Math.round(units).toString().padStart(10)}  $${dollars.toFixed(4)}`,
      ),
  ];
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { n: { type: 'string', default: '10000' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  const records = Number(values.n);
  if (values.help === true || !Number.isInteger(records) || records < 100) {
    process.stdout.write(help);
    return values.help === true ? 0 : 2;
  }
  const emulator = await startMiniStack();
  try {
    Object.assign(process.env, emulator.env);
    const report = await costReport(records, (text) => process.stderr.write(`${text}\n`));
    if (values.json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    else
      process.stdout.write(
        `${[`list prices of ${report.prices.region}, ${report.prices.date}`, ...linesOf('initial load', report.initial), ...linesOf('unchanged', report.unchanged), ...linesOf('unchanged, at worst', report.unchangedAtWorst)].join('\n')}\n`,
      );
    return isWithin(report.initial) && isWithin(report.unchanged) && isWithin(report.unchangedAtWorst) ? 0 : 1;
  } finally {
    await emulator.stop();
  }
}

if (import.meta.main) process.exitCode = await main();
