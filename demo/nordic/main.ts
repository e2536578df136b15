import { parseArgs } from 'node:util';
import { messageOf, TributaryError } from '../../core/errors.ts';
import { startNordicSimulator } from './simulator.ts';

const usage = `Usage: node demo/nordic/main.ts [--port N] [--rows N] [--token-seconds N]

Starts the Nordic demo ERP on 127.0.0.1, by default on port 4091 (0 takes any free one), until SIGTERM or SIGINT.
--rows sets how many rows each of its two companies has over all resources (5000). Tokens live 300 s unless told.
Client ids tributary-company-1 and -2, secrets demo-only-1 and -2. Control: POST /_control/faults, /_control/mutations,
/_control/drift, /_control/tokens/revoke; GET /_control/requests/window.
`;

/** The value of an option as a number from `least` to `greatest`. */
function numberOf(name: string, text: string, least: number, greatest: number): number {
  if (/^\d{1,8}$/.test(text) && Number(text) >= least && Number(text) <= greatest) return Number(text);
  const message = `--${name} ${text} is not a number from ${least} to ${greatest}.`;
  throw new TributaryError('InvalidInput', { code: 'option-invalid', message });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4091' },
      rows: { type: 'string', default: '5000' },
      'token-seconds': { type: 'string', default: '300' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return;
  }
  const simulator = await startNordicSimulator({
    port: numberOf('port', values.port, 0, 65_535),
    rows: numberOf('rows', values.rows, 1, 10_000_000),
    tokenSeconds: numberOf('token-seconds', values['token-seconds'], 1, 86_400),
  });
  const end = (): void => void simulator.stop();
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.stdout.write(`Nordic demo ERP: ${simulator.url}${simulator.basePath}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 2;
}
