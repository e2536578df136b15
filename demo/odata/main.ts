import { parseArgs } from 'node:util';
import { messageOf, TributaryError } from '../../core/errors.ts';
import { type EntitySetName, entitySetNames, isEntitySetName } from './model.ts';
import { countsFor } from './rows/generate.ts';
import { type ErpSimulatorOptions, startErpSimulator } from './simulator.ts';

const usage = `Usage: node demo/odata/main.ts [--port N] [--rows N] [--sets NAMES]

Starts the demo ERP on 127.0.0.1, by default on port 4090 (0 takes any free one), until SIGTERM or SIGINT.
--rows sets how many rows there are over all entity sets; without it as many as "npm start" has. From 1000 rows on, the
business objects that the Nordic demo ERP knows too are among them. --sets BusinessPartners,Projects gives only these
entity sets rows.
Basic authentication: user tributary, password demo-only. Control: POST /_control/faults, POST /_control/mutations.
`;

function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new TributaryError('InvalidInput', {
      code: 'port-invalid',
      message: `--port ${text} is not a port from 0 to 65535.`,
    });
  }
  return Number(text);
}

/** From here on the business objects that both demo ERPs know are among the rows. */
const leastWithShared = 1000;

function rowsOf(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) {
    throw new TributaryError('InvalidInput', {
      code: 'rows-invalid',
      message: `--rows ${text} is not a number of rows from 1 to 99999999.`,
    });
  }
  return Number(text);
}

function setsOf(text: string): readonly EntitySetName[] {
  return text.split(',').map((name) => {
    if (isEntitySetName(name)) return name;
    const message = `--sets: there is no entity set "${name}"; there are ${entitySetNames.join(', ')}.`;
    throw new TributaryError('InvalidInput', { code: 'sets-invalid', message });
  });
}

/** So many rows over some sets or all, in the proportion of the default. */
function rowOptions(rows: string | undefined, sets: string | undefined): ErpSimulatorOptions {
  if (rows === undefined && sets === undefined) return {};
  const total = rowsOf(rows ?? '7300');
  return {
    rows: countsFor(total, sets === undefined ? entitySetNames : setsOf(sets)),
    shared: sets === undefined && total >= leastWithShared,
  };
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { port: { ...text, default: '4090' }, rows: text, sets: text, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return;
  }
  const simulator = await startErpSimulator({ port: portOf(values.port), ...rowOptions(values.rows, values.sets) });
  const end = (): void => void simulator.stop();
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.stdout.write(`Demo ERP: ${simulator.url}${simulator.servicePath}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 2;
}
