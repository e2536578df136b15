import type { Io } from '../../cli/io.ts';
import { runCli } from '../../cli/main.ts';
import { systemClock } from '../../platform/clock.ts';

export type CommandResult = { readonly code: number; readonly out: string; readonly err: string };

export type CommandOptions = {
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly stdin?: string;
  readonly answers?: Readonly<Record<string, string>>;
  /** Fails where the output cannot be written. */
  readonly delivered?: () => Promise<void>;
  readonly signal?: AbortSignal;
  /** Told all that was printed so far, each time something is. */
  readonly onOutput?: (out: string) => void;
};

/** Runs one command line in this process, as a user without a terminal would. */
export async function tributary(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  let out = '';
  let err = '';
  const io: Io = {
    out: {
      write: (text) => {
        out += text;
        options.onOutput?.(out);
      },
      flush: async () => undefined,
      delivered: options.delivered ?? (async () => undefined),
    },
    err: {
      write: (text) => {
        err += text;
      },
    },
    isTTY: options.isTTY ?? false,
    columns: options.columns ?? 80,
    env: { ...(options.home === undefined ? {} : { TRIBUTARY_HOME: options.home }), ...options.env },
    cwd: options.cwd ?? process.cwd(),
    clock: systemClock,
    signal: options.signal ?? new AbortController().signal,
    stdin: async () => options.stdin,
    askSecret: async (question) => options.answers?.[question.replace(/: $/, '')],
  };
  const code = await runCli(argv, io);
  return { code, out, err };
}

/** Documents of an NDJSON output. */
export function documentsIn(out: string): readonly Record<string, unknown>[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
