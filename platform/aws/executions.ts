import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { parseStateError, TributaryError } from '../../core/errors.ts';
import type { RunError } from '../../core/run.ts';
import type { Execution, ExecutionStatus, Executions } from '../ports.ts';
import { awsFault, calling, isAwsError } from './aws-fault.ts';
import type { Deployment } from './deployment.ts';
import { eventsOf } from './execution-history.ts';
import { machineName } from './names.ts';

/** Limits of Step Functions on the reason of a failure, in characters. */
const longestError = 256;
const longestCause = 32_768;

/**
 * Executions of the Sync machines, one machine per connector. An execution's id is its ARN, as `$$.Execution.Id` gives it
 * to the functions.
 */
export function awsExecutions(deployment: Deployment, sfn: SFNClient): Executions {
  const describe = (id: string): Promise<Execution | undefined> => describeExecution(sfn, id);
  return {
    start: (connector, name, input) => start(deployment, sfn, connector, name, input),
    describe,
    history: async (id) => eventsOf(await readHistory(sfn, id)),
    stop: async (id, reason) => {
      if (!isExecutionArn(id)) return;
      const command = new StopExecutionCommand({
        executionArn: id,
        error: 'ExecutionStopped',
        cause: reason.slice(0, longestCause),
      });
      try {
        await sfn.send(command);
      } catch (error) {
        if (isUnknown(error)) return;
        // Refused when it has ended meanwhile, which is what was asked for.
        if (isAwsError(error, 'ValidationException') && (await describe(id))?.status !== 'running') return;
        throw awsFault(`Stopping the execution ${id}`, error);
      }
    },
    succeedTask: (taskToken, output) =>
      answered(() => sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
    failTask: (taskToken, { name, code, message }) => {
      const cause = code === undefined ? message : `${message} [${code}]`; // as stateMessage writes it
      const command = { taskToken, error: name.slice(0, longestError), cause: cause.slice(0, longestCause) };
      return answered(() => sfn.send(new SendTaskFailureCommand(command)));
    },
  };
}

async function start(
  deployment: Deployment,
  sfn: SFNClient,
  connector: string,
  name: string,
  input: object,
): Promise<string> {
  const { stage, region, account } = deployment;
  const machine = machineName(stage, connector);
  const arn = `arn:aws:states:${region}:${account}`;
  const command = new StartExecutionCommand({
    stateMachineArn: `${arn}:stateMachine:${machine}`,
    name,
    input: JSON.stringify(input),
  });
  try {
    return (await sfn.send(command)).executionArn ?? `${arn}:execution:${machine}:${name}`;
  } catch (error) {
    if (isAwsError(error, 'ExecutionAlreadyExists')) return `${arn}:execution:${machine}:${name}`;
    if (!isAwsError(error, 'StateMachineDoesNotExist'))
      throw awsFault(`Starting the execution ${name} of ${machine}`, error);
    throw new TributaryError('NotFound', {
      code: 'erp-stack-missing',
      message: `The connector ${connector} has no state machine in stage ${stage} in ${region} yet. Run: npm run deploy -- --stage ${stage}`,
      cause: error,
    });
  }
}

/** Ids of the embedded platform, and what a person types, are no ARNs; AWS would call them invalid. */
function isExecutionArn(id: string): boolean {
  return /^arn:aws[\w-]*:states:[\w-]+:\d+:execution:[^:]+:[^:]+$/.test(id);
}

function isUnknown(error: unknown): boolean {
  return isAwsError(error, 'ExecutionDoesNotExist', 'InvalidArn');
}

async function describeExecution(sfn: SFNClient, id: string): Promise<Execution | undefined> {
  if (!isExecutionArn(id)) return undefined;
  try {
    return executionOf(id, await sfn.send(new DescribeExecutionCommand({ executionArn: id })));
  } catch (error) {
    if (isUnknown(error)) return undefined;
    throw awsFault(`Reading the execution ${id}`, error);
  }
}

const statuses: Readonly<Record<string, ExecutionStatus>> = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  ABORTED: 'stopped',
};

function executionOf(id: string, described: DescribeExecutionOutput): Execution {
  const status = statuses[described.status ?? ''] ?? 'running';
  const error = errorOf(described);
  return {
    id,
    status,
    input: JSON.parse(described.input ?? '{}') as object,
    startedAt: (described.startDate ?? new Date(0)).toISOString(),
    ...(described.stopDate && status !== 'running' && { endedAt: described.stopDate.toISOString() }),
    ...(status === 'succeeded' && described.output && { output: JSON.parse(described.output) as unknown }),
    ...(error && { error }),
  };
}

function errorOf({ status, error, cause = '' }: DescribeExecutionOutput): RunError | undefined {
  switch (status) {
    case 'FAILED':
      return parseStateError({ Error: error ?? 'Error', Cause: cause });
    case 'TIMED_OUT':
      return { name: 'States.Timeout', message: 'The execution took longer than its TimeoutSeconds.' };
    case 'ABORTED':
      return { name: error || 'ExecutionStopped', message: cause || 'The execution was stopped.' };
    default:
      return undefined;
  }
}

async function readHistory(sfn: SFNClient, id: string): Promise<readonly HistoryEvent[]> {
  if (!isExecutionArn(id)) return [];
  const events: HistoryEvent[] = [];
  try {
    const input = { executionArn: id, includeExecutionData: true, maxResults: 1_000 };
    for await (const page of paginateGetExecutionHistory({ client: sfn }, input)) events.push(...(page.events ?? []));
  } catch (error) {
    if (isUnknown(error)) return [];
    throw awsFault(`Reading the history of the execution ${id}`, error);
  }
  return events;
}

/** False when nobody waits for that token, or not any more. */
async function answered(answer: () => Promise<unknown>): Promise<boolean> {
  return calling('Completing a task that waits for its token', async () => {
    try {
      await answer();
      return true;
    } catch (error) {
      if (isAwsError(error, 'TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken')) return false;
      throw error;
    }
  });
}
