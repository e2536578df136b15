import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Lambda container: one process with one entry point of infra/functions, which handles one event at a time. */
export type FunctionHost = {
  /** The handler's result; throws what Lambda makes of an error, of the container's death and of a timeout. */
  invoke(event: object, limitMs: number): Promise<unknown>;
  /** Ends the process as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
  /** The signal that ended the process. */
  signal(): NodeJS.Signals | null;
  readonly exited: Promise<void>;
  /** What it has printed so far. */
  output(): string;
};

export type HostOptions = {
  /** infra/functions/<entry>.lambda.ts. */
  readonly entry: string;
  /** The environment of the deployed function; nothing else of this process is seen. */
  readonly env: Readonly<Record<string, string>>;
  readonly topicFaults?: TopicFaults;
};

/** Entries that calls of PublishBatch (from 1) refuse. */
export type TopicFaults = { readonly calls: readonly number[]; readonly indexes: readonly number[] };

/** What a container prints when a topic has refused something. */
export const refusedLine = 'The test let a topic refuse entries.';

/** What goes to the container, and what comes back. */
export type Call = { readonly event: object; readonly remainingMs: number };
export type Answer = { readonly result: unknown } | { readonly error: FunctionFault };
type FunctionFault = { readonly errorType: string; readonly errorMessage: string };

/** The failure of an invocation as a state machine sees it: the type as the name, Lambda's whole answer as the cause. */
export class FunctionFailed extends Error {
  constructor({ errorType, errorMessage }: FunctionFault) {
    super(JSON.stringify({ errorType, errorMessage, trace: [] }));
    this.name = errorType;
  }
}

const program = join(import.meta.dirname, 'function-container.ts');
/** Cold starts read what was compiled before. */
const compileCache = join(tmpdir(), 'tributary-function-compile-cache');

/** Starts a container; it loads its entry point at once, and an event may be given to it before it has. */
export function startFunctionHost({ entry, env, topicFaults }: HostOptions): FunctionHost {
  const args = topicFaults ? [entry, JSON.stringify(topicFaults)] : [entry];
  const child = fork(program, args, {
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache, ...env },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    invoke: (event, limitMs) => invoke(child, event, limitMs),
    kill: () => {
      child.kill('SIGKILL');
      return exited;
    },
    signal: () => child.signalCode,
    exited,
    output: () => output,
  };
}

function invoke(child: ChildProcess, event: object, limitMs: number): Promise<unknown> {
  const request = randomUUID();
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limitMs);
    const answered = (answer: Answer): void => {
      over();
      if ('result' in answer) resolve(answer.result);
      else reject(new FunctionFailed(answer.error));
    };
    const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
      over();
      reject(late ? timedOut(request, limitMs) : exitError(request, code, signal));
    };
    const over = (): void => {
      clearTimeout(timer);
      child.off('message', answered);
      child.off('exit', ended);
    };
    child.on('message', answered);
    child.on('exit', ended);
    if (child.exitCode !== null || child.signalCode !== null) return ended(child.exitCode, child.signalCode);
    child.send({ event, remainingMs: limitMs } satisfies Call, (error) => {
      // Its death is told by `exit`.
      if (error && child.connected) reject(error);
    });
  });
}

/** As Lambda tells of a container that ended before its answer. */
export function exitError(request: string, code: number | null, signal: NodeJS.Signals | null): FunctionFailed {
  const how = signal === null ? `exit status ${code}` : `signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  const errorMessage = `RequestId: ${request} Error: Runtime exited with error: ${how}`;
  return new FunctionFailed({ errorType: 'Runtime.ExitError', errorMessage });
}

function timedOut(request: string, limitMs: number): FunctionFailed {
  const errorMessage = `RequestId: ${request} Error: Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`;
  return new FunctionFailed({ errorType: 'Sandbox.Timedout', errorMessage });
}
