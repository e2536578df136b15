import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EmbeddedExecutions } from '../../platform/embedded/executions.ts';
import type { Execution, ExecutionStatus } from '../../platform/ports.ts';

/** The API of Step Functions over the interpreter, as far as platform/aws/executions.ts calls it; histories apart. */
export type StepFunctions = {
  /** For AWS_ENDPOINT_URL_SFN. */
  readonly url: string;
  close(): Promise<void>;
};

type Request = Readonly<Record<string, string>>;
type Answer = { readonly status: number; readonly body: object };
type Action = (request: Request) => Promise<object | undefined>;

const refuse = (type: string): Answer => ({ status: 400, body: { __type: type, message: 'refused by the test' } });
const seconds = (time: string): number => Date.parse(time) / 1000;

const statuses: Readonly<Record<ExecutionStatus, string>> = {
  running: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  stopped: 'ABORTED',
};

/** Starts the server on 127.0.0.1; `onStart` is told the id of each execution that starts. */
export async function startStepFunctions(
  executions: EmbeddedExecutions,
  onStart: (id: string) => void,
): Promise<StepFunctions> {
  const actions = actionsOf(executions, onStart);
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(actions, request);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(actions: Readonly<Record<string, Action>>, request: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const name = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  const action = actions[name];
  if (!action) return refuse('UnknownOperationException');
  try {
    const body = await action(JSON.parse(Buffer.concat(chunks).toString()) as Request);
    return body ? { status: 200, body } : refuse(missing[name] ?? 'InvalidArn');
  } catch (error) {
    return { status: 500, body: { __type: 'InternalFailure', message: String(error) } };
  }
}

/** What is answered where an action gives nothing. */
const missing: Readonly<Record<string, string>> = {
  StartExecution: 'ExecutionAlreadyExists',
  DescribeExecution: 'ExecutionDoesNotExist',
  SendTaskSuccess: 'TaskTimedOut',
  SendTaskFailure: 'TaskTimedOut',
};

function actionsOf(executions: EmbeddedExecutions, onStart: (id: string) => void): Readonly<Record<string, Action>> {
  return {
    StartExecution: async ({ stateMachineArn = '', name = '', input = '{}' }) => {
      const id = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      if ((await executions.describe(id)) !== undefined) return undefined;
      // The id stands in `$$.Execution.Id`, where AWS has the ARN.
      await executions.start('', id, JSON.parse(input) as object);
      onStart(id);
      return { executionArn: id, startDate: Date.now() / 1000 };
    },
    DescribeExecution: async ({ executionArn = '' }) => {
      const execution = await executions.describe(executionArn);
      return execution && described(execution);
    },
    StopExecution: async ({ executionArn = '', cause = '' }) => {
      await executions.stop(executionArn, cause);
      return { stopDate: Date.now() / 1000 };
    },
    SendTaskSuccess: async ({ taskToken = '', output = '{}' }) =>
      (await executions.succeedTask(taskToken, JSON.parse(output) as object)) ? {} : undefined,
    SendTaskFailure: async ({ taskToken = '', error = '', cause = '' }) =>
      (await executions.failTask(taskToken, { name: error, message: cause })) ? {} : undefined,
  };
}

function described({ id, status, input, startedAt, endedAt, output, error }: Execution): object {
  return {
    executionArn: id,
    stateMachineArn: id.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, ''),
    name: id.split(':').at(-1),
    status: statuses[status],
    startDate: seconds(startedAt),
    input: JSON.stringify(input),
    ...(endedAt === undefined ? {} : { stopDate: seconds(endedAt) }),
    ...(output === undefined ? {} : { output: JSON.stringify(output) }),
    ...(error ? { error: error.name, cause: error.message } : {}),
  };
}
