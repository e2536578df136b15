/** Which calls of a command a fault hits: the n-th since the faults were made (from 1), some of them, or all. */
export type Calls = number | readonly number[] | 'every';

/** Faults of AWS at the edge of an SDK client. Commands are named as in the API: PublishBatch, PutItem, GetObject. */
export type AwsFaults = {
  /**
   * The calls fail with that error, as they do when the SDK's own attempts are used up. `done`: the service has done its
   * work and only the answer is lost.
   */
  fail(command: string, calls: Calls, error: FaultError): void;
  /** The next attempts are throttled: what the SDK's own retries see. */
  throttle(command: string, attempts: number): void;
  /** The entries at these indexes never reach the service, and the answer names them as failed (SQS and SNS). */
  failEntries(command: string, calls: Calls, indexes: readonly number[], code?: string): void;
  /** Puts another answer in place of the service's. */
  answer(command: string, calls: Calls, change: (output: Fields, input: Fields) => Fields): void;
  /** Calls of the command so far. */
  calls(command: string): number;
  clear(): void;
};

export type FaultError = { readonly name: string; readonly status?: number; readonly done?: boolean };
export type Fields = Readonly<Record<string, unknown>>;

type Result = { readonly response: unknown; readonly output: Fields };
type Handler = (args: { readonly input: Fields }) => Promise<Result>;
type Middleware = (next: Handler, context: { readonly commandName?: string }) => Handler;
type Stack = { add(middleware: Middleware, options: { readonly step: string; readonly priority: string }): void };
type Fault = { readonly command: string; readonly calls: Calls; readonly apply: (next: Handler) => Handler };

/** Lets faults happen to every command that this client sends from now on. */
export function injectFaults(client: { readonly middlewareStack: object }): AwsFaults {
  let faults: readonly Fault[] = [];
  const counts = new Map<string, number>();
  const throttled = new Map<string, number>();
  const whole: Middleware = (next, context) => (args) => {
    const command = nameOf(context);
    const call = (counts.get(command) ?? 0) + 1;
    counts.set(command, call);
    const hit = faults.filter((fault) => fault.command === command && includes(fault.calls, call));
    return hit.reduce((inner, fault) => fault.apply(inner), next)(args);
  };
  const attempt: Middleware = (next, context) => async (args) => {
    const left = throttled.get(nameOf(context)) ?? 0;
    if (left === 0) return next(args);
    throttled.set(nameOf(context), left - 1);
    throw awsError({ name: 'ThrottlingException', status: 400 });
  };
  const stack = client.middlewareStack as Stack;
  stack.add(whole, { step: 'initialize', priority: 'high' });
  stack.add(attempt, { step: 'finalizeRequest', priority: 'low' });
  const add = (command: string, calls: Calls, apply: Fault['apply']): void => {
    faults = [...faults, { command, calls, apply }];
  };
  return {
    fail: (command, calls, error) => add(command, calls, (next) => failing(next, error)),
    throttle: (command, attempts) => void throttled.set(command, attempts),
    failEntries: (command, calls, indexes, code = 'InternalError') =>
      add(command, calls, (next) => partial(next, indexes, code)),
    answer: (command, calls, change) =>
      add(command, calls, (next) => async (args) => {
        const { response, output } = await next(args);
        return { response, output: change(output, args.input) };
      }),
    calls: (command) => counts.get(command) ?? 0,
    clear: () => {
      faults = [];
      throttled.clear();
    },
  };
}

/** Each message of a ReceiveMessage answer twice: at least once, the SQS way. */
export function repeated(output: Fields): Fields {
  return { ...output, Messages: listOf(output['Messages']).flatMap((message) => [message, message]) };
}

/** The messages of a ReceiveMessage answer in the other order. */
export function reversed(output: Fields): Fields {
  return { ...output, Messages: listOf(output['Messages']).toReversed() };
}

const nameOf = ({ commandName = '' }: { readonly commandName?: string }): string => commandName.replace(/Command$/, '');
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value : []);

function includes(calls: Calls, call: number): boolean {
  return calls === 'every' || (typeof calls === 'number' ? calls === call : calls.includes(call));
}

function failing(next: Handler, error: FaultError): Handler {
  return async (args) => {
    if (error.done) await next(args);
    throw awsError(error);
  };
}

function awsError({ name, status = 400 }: FaultError): Error {
  return Object.assign(new Error(`injected by the test`), { name, $metadata: { httpStatusCode: status } });
}

function partial(next: Handler, indexes: readonly number[], code: string): Handler {
  return async ({ input, ...args }) => {
    const field = 'PublishBatchRequestEntries' in input ? 'PublishBatchRequestEntries' : 'Entries';
    const entries = listOf(input[field]);
    const sent = entries.filter((_entry, index) => !indexes.includes(index));
    const failed = entries
      .filter((_entry, index) => indexes.includes(index))
      .map(({ Id }) => ({ Id, Code: code, Message: 'injected by the test', SenderFault: false }));
    const { response, output } =
      sent.length > 0
        ? await next({ ...args, input: { ...input, [field]: sent } })
        : { response: {}, output: { Successful: [], $metadata: {} } };
    return { response, output: { ...output, Failed: [...listOf(output['Failed']), ...failed] } };
  };
}
