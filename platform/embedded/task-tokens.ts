import type { RunError } from '../../core/run.ts';

/** What a state machine sees of an error: the name that Retry and Catch compare, and the message as its Cause. No cause, no details. */
export class TaskFailure extends Error {
  /** False: neither Retry nor Catch applies, as for States.Runtime. Read by the interpreter. */
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(error: RunError, handled: 'may be handled' | 'ends the execution' = 'may be handled') {
    super(error.message);
    this.name = error.name;
    this.isRetryable = handled === 'may be handled';
    this.isCatchable = handled === 'may be handled';
  }
}

export type TaskTokens = {
  /** A new token of that execution, and the promise of what it is completed with. `signal` ends the wait. */
  issue(execution: string, signal: AbortSignal): { readonly token: string; readonly completed: Promise<object> };
  succeed(token: string, output: object): boolean;
  fail(token: string, error: RunError): boolean;
};

type Waiting = { readonly resolve: (output: object) => void; readonly reject: (error: unknown) => void };

/** Tokens of tasks that wait in this process. An execution never starts twice, so a token never returns. */
export function taskTokens(): TaskTokens {
  const waiting = new Map<string, Waiting>();
  let issued = 0;
  const take = (token: string): Waiting | undefined => {
    const found = waiting.get(token);
    waiting.delete(token);
    return found;
  };
  return {
    issue: (execution, signal) => {
      const token = `${execution}/${++issued}`;
      const completed = new Promise<object>((resolve, reject) => {
        waiting.set(token, { resolve, reject });
        signal.addEventListener('abort', () => take(token)?.reject(signal.reason), { once: true });
      });
      completed.catch(() => undefined); // nobody awaits it when the function has failed
      return { token, completed };
    },
    succeed: (token, output) => {
      const found = take(token);
      found?.resolve(output);
      return found !== undefined;
    },
    fail: (token, error) => {
      const found = take(token);
      found?.reject(new TaskFailure(error));
      return found !== undefined;
    },
  };
}
