import { readFileSync } from 'node:fs';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Deployment } from '../../platform/aws/deployment.ts';
import { machineName } from '../../platform/aws/names.ts';
import { coreFunctionArn } from '../core-functions.ts';
import type { StageSettings } from '../settings.ts';
import { dataRemoval } from './data-removal.ts';
import { machineRole } from './machine-role.ts';

export type SyncMachineProps = {
  readonly settings: StageSettings;
  readonly deployment: Deployment;
  readonly key: IKey;
  readonly connector: string;
  readonly extract: IFunction;
};

/** The file that the embedded platform runs too, byte for byte; only what its placeholders stand for differs. */
const definition = new URL('../sync.asl.json', import.meta.url);

/** The Sync machine of one ERP: its history, logged with all data, is names, counts and reasons, never a record. */
export class SyncMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { settings, deployment, key, connector, extract }: SyncMachineProps) {
    super(scope, id);
    const name = machineName(settings.stage, connector);
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${name}`,
      retention: settings.logDays as never,
      encryptionKey: key,
      removalPolicy: dataRemoval(settings),
    });
    const substitutions = {
      PlanFunctionArn: coreFunctionArn(deployment, 'plan'),
      ExtractFunctionArn: extract.functionArn,
      SettleFunctionArn: coreFunctionArn(deployment, 'settle'),
      CommitFunctionArn: coreFunctionArn(deployment, 'commit'),
      FailRunFunctionArn: coreFunctionArn(deployment, 'fail-run'),
    };
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(readFileSync(definition, 'utf8')),
      definitionSubstitutions: substitutions,
      role: machineRole(this, Object.values(substitutions)).withoutPolicyUpdates(),
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: true },
      tracingEnabled: true,
      comment: `Brings connections to ${connector} up to date`,
    });
  }
}
