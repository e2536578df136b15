import { randomUUID } from 'node:crypto';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, expect, test } from '@jest/globals';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { awsExecutions } from '../../platform/aws/executions.ts';
import { machineName } from '../../platform/aws/names.ts';
import type { Execution, Executions } from '../../platform/ports.ts';
import {
  type ContractFunctions,
  type ExecutionsUnderTest,
  executionsContract,
} from '../contract/executions.contract.ts';
import { tokenMachine, workMachine } from '../contract/state-machines.ts';
import { emulatorAccount, emulatorRegion } from '../support/emulator.ts';
import { deployFunctions } from '../support/forwarding-function.ts';
import { onEmulators } from '../support/on-emulators.ts';
import { until } from '../support/until.ts';
import { limitsOf } from './emulator-limits.ts';
import { testDeployment } from './test-deployment.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Deploys the machine in a stage of its own, and its functions. */
async function make(definition: object, functions: ContractFunctions): Promise<ExecutionsUnderTest> {
  const stage = `t${randomUUID().slice(0, 8)}`;
  const deployed = await deployFunctions(process.env['AWS_ENDPOINT_URL'] ?? '', stage, functions);
  const sfn = new SFNClient(clientOptions(emulatorRegion));
  closers.push(deployed.close, () => sfn.destroy());
  const text = JSON.stringify(definition, (key, value: unknown) =>
    key === 'FunctionName' ? `${stage}-${String(value)}` : value,
  );
  await sfn.send(
    new CreateStateMachineCommand({
      name: machineName(stage, 'demo-odata'),
      definition: text,
      roleArn: `arn:aws:iam::${emulatorAccount}:role/test`,
    }),
  );
  const executions = awsExecutions(testDeployment({ stage }), sfn);
  return { executions, ended: (id) => ended(executions, id) };
}

function ended(executions: Executions, id: string): Promise<Execution> {
  return until(`the end of ${id}`, async () => {
    const execution = await executions.describe(id);
    return execution?.status !== 'running' && execution;
  });
}

const noItems = { list: async () => ({ items: [] }), work: async () => ({}), report: async () => ({}) };

onEmulators(['ministack'], (emulator) => {
  executionsContract(emulator, make, limitsOf(emulator));

  test('an id is the ARN that the machine gives its functions', async () => {
    const machine = {
      StartAt: 'Tell',
      States: { Tell: { Type: 'Pass', Parameters: { 'id.$': '$$.Execution.Id' }, End: true } },
    };
    const { executions, ended } = await make(machine, {});
    const id = await executions.start('demo-odata', 'e1', {});
    expect(id).toMatch(/^arn:aws:states:eu-north-1:000000000000:execution:tributary-t\w+-sync_demo-odata:e1$/);
    expect((await ended(id))?.output).toEqual({ id });
    expect(await executions.describe(`${id}-unknown`)).toBeUndefined();
    expect(await executions.history(`${id}-unknown`)).toEqual([]);
  });

  test('a connector without a machine is NotFound and names the command', async () => {
    const { executions } = await make(workMachine, noItems);
    await expect(executions.start('visma', 'e1', {})).rejects.toMatchObject({
      name: 'NotFound',
      code: 'erp-stack-missing',
      message: expect.stringMatching(/npm run deploy -- --stage t\w+$/),
    });
  });

  test('the history of what MiniStack tells: states in and out, failures, retries, the end', async () => {
    let calls = 0;
    const list = async (): Promise<object> => {
      calls += 1;
      if (calls === 1) throw Object.assign(new Error('The ERP answered 503. [status-503]'), { name: 'ErpUnavailable' });
      return { items: [] };
    };
    const { executions, ended } = await make(workMachine, { ...noItems, list });
    const id = await executions.start('demo-odata', 'e1', { want: 'all' });
    await ended(id);
    const history = await executions.history(id);
    expect(history.map(({ type, state }) => (state === undefined ? type : `${type} ${state}`))).toEqual([
      'ExecutionStarted',
      'StateEntered List',
      'StateFailed List',
      'StateRetried List',
      'StateExited List',
      'StateEntered Items',
      'StateExited Items',
      'StateEntered Report',
      'StateExited Report',
      'ExecutionSucceeded',
    ]);
    expect(history[2]?.detail).toEqual({
      error: { name: 'ErpUnavailable', code: 'status-503', message: 'The ERP answered 503.' },
    });
    expect(history[3]?.detail).toEqual({ attempt: 1 });
  });

  test('a failed token keeps its code', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const settle = async ({ token }: { readonly token: string }): Promise<object> => {
      resolve(token);
      return {};
    };
    const { executions, ended } = await make(tokenMachine, { settle });
    const id = await executions.start('demo-odata', 'e1', { run: 7 });
    const error = { name: 'NotSettled', code: 'batch-missing', message: 'Batch 3 has no outcome.' };
    await executions.failTask(await promise, error);
    expect(await ended(id)).toMatchObject({ error });
  });
});
