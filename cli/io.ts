import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { systemClock } from '../platform/clock.ts';
import type { Clock } from '../platform/ports.ts';
import type { Variables } from './environment.ts';
import { exitCodeOf } from './exit-codes.ts';
import { type Output, type OutputFailed, standardOutput } from './standard-output.ts';

export type Writer = { write(text: string): void };

/** The world of a command: a terminal in production, buffers in tests. */
export type Io = {
  readonly out: Output;
  readonly err: Writer;
  /** Whether `out` is a terminal that can be redrawn. */
  readonly isTTY: boolean;
  readonly columns: number;
  readonly env: Variables;
  readonly cwd: string;
  readonly clock: Clock;
  /** Aborted when the user asks to stop; from the first time it is read, the process no longer ends by itself then. */
  readonly signal: AbortSignal;
  /** What is piped in; undefined at a terminal. */
  stdin(): Promise<string | undefined>;
  /** Asks at the terminal without showing the answer; undefined where there is no terminal. */
  askSecret(question: string): Promise<string | undefined>;
};

/** A second signal this much later ends the process at once; sooner it is the same one, forwarded by npm or the launcher. */
const sameSignalMs = 1_000;

function interruption(): AbortSignal {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (): void => {
    const now = Date.now();
    firstAt ??= now;
    if (now - firstAt > sameSignalMs) process.exit(130);
    controller.abort();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal);
  return controller.signal;
}

async function askSecret(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return undefined;
  process.stderr.write(question);
  // Without an output the interface echoes nothing.
  const lines = createInterface({ input: process.stdin, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => reject(new Error('Interrupted.')));
      lines.once('close', () => reject(new Error('No answer.')));
    });
  } finally {
    process.stderr.write('\n');
    lines.close();
  }
}

/** Nothing can go on without an output: the process ends as one does whose reader has gone, or says why. */
function endWithoutOutput(failure: OutputFailed): void {
  if (!failure.quiet) process.stderr.write(`error: ${failure.message}\n`);
  process.exit(exitCodeOf(failure));
}

/** The process as the world of a command. */
export function processIo(): Io {
  let signal: AbortSignal | undefined;
  // Where not even an error can be told, there is nobody to tell.
  process.stderr.on('error', () => undefined);
  return {
    out: standardOutput(process.stdout, endWithoutOutput),
    err: { write: (chunk) => void process.stderr.write(chunk) },
    isTTY: process.stdout.isTTY === true && process.env['TERM'] !== 'dumb',
    get columns() {
      // A pseudo-terminal that nobody has given a size has 0 columns.
      return process.stdout.columns || 80;
    },
    env: process.env,
    cwd: process.cwd(),
    clock: systemClock,
    get signal() {
      signal ??= interruption();
      return signal;
    },
    stdin: async () => (process.stdin.isTTY === true ? undefined : text(process.stdin)),
    askSecret,
  };
}
