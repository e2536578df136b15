import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { resourcesOf, type StackTemplate, synthesise } from '../../support/synthesise.ts';

const golden = 'test/infra/golden/TributaryErp-demo-odata.json';
const renew = 'RENEW_GOLDEN=1 npm test -- test/infra/stacks/erp-stack';
const erp = synthesise()['TributaryErp-demo-odata-dev'] as StackTemplate;

const properties = (type: string): readonly Readonly<Record<string, unknown>>[] =>
  resourcesOf(erp, type).map(([, resource]) => resource.Properties);
const named = (type: string, key: string, name: string): Readonly<Record<string, unknown>> | undefined =>
  properties(type).find((one) => one[key] === `tributary-dev-${name}`);
const key = { 'Fn::ImportValue': 'TributaryCore-dev-keyArn' };

describe('the way of a raw batch', () => {
  const queue = named('AWS::SQS::Queue', 'QueueName', 'transform_demo-odata');
  const transform = named('AWS::Lambda::Function', 'FunctionName', 'transform_demo-odata');

  test('leads from the topic to the queue as published, without a filter', () => {
    const [subscription, ...others] = properties('AWS::SNS::Subscription');
    expect(others).toEqual([]);
    expect(subscription).toMatchObject({ RawMessageDelivery: true, Protocol: 'sqs' });
    expect(subscription).not.toHaveProperty('FilterPolicy');
    expect(named('AWS::SNS::Topic', 'TopicName', 'erp-system_demo-odata')).toMatchObject({ KmsMasterKeyId: key });
  });

  test('stays hidden for six timeouts, and four receives of a poison batch end before a run counts as stalled', () => {
    const visibility = Number(queue?.['VisibilityTimeout']);
    expect(visibility).toBeGreaterThanOrEqual(6 * Number(transform?.['Timeout']));
    expect(3 * visibility).toBeLessThan(10 * 60);
    expect(queue).toMatchObject({ RedrivePolicy: { maxReceiveCount: 4 }, KmsMasterKeyId: key });
  });

  test('is handled batch by batch, by as many functions as the stage allows', () => {
    expect(properties('AWS::Lambda::EventSourceMapping')).toEqual([
      expect.objectContaining({
        BatchSize: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 5 },
      }),
    ]);
  });
});

describe('the Sync machine', () => {
  const [machine] = properties('AWS::StepFunctions::StateMachine');

  test('is the file that the embedded platform runs, byte for byte', () => {
    expect(machine?.['DefinitionString'] === readFileSync('infra/sync.asl.json', 'utf8')).toBe(true);
    const substitutions = Object.keys(machine?.['DefinitionSubstitutions'] as object);
    const placeholders = String(machine?.['DefinitionString']).matchAll(/\$\{(\w+)\}/g);
    expect(substitutions.sort()).toEqual([...new Set([...placeholders].map(([, name]) => name))].sort());
  });

  test('is of the standard kind, logs everything and is traced', () => {
    expect(machine).toMatchObject({
      StateMachineType: 'STANDARD',
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true },
      TracingConfiguration: { Enabled: true },
    });
    expect(properties('AWS::Logs::LogGroup')).toContainEqual(
      expect.objectContaining({ LogGroupName: '/aws/vendedlogs/states/tributary-dev-sync_demo-odata', KmsKeyId: key }),
    );
  });

  test('waits for Extract less long than Lambda lets it run', () => {
    const waited = /"TimeoutSeconds": (890)/.exec(String(machine?.['DefinitionString']))?.[1];
    expect(named('AWS::Lambda::Function', 'FunctionName', 'extract_demo-odata')).toMatchObject({ Timeout: 900 });
    expect(Number(waited)).toBeLessThan(900);
  });
});

describe('schedules', () => {
  test('have a group that goes with its stack, dead letters, and a role for this group alone', () => {
    const [group] = resourcesOf(erp, 'AWS::Scheduler::ScheduleGroup');
    expect(group?.[1]).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { Name: 'tributary-dev-schedule_demo-odata' },
    });
    const [, role] = resourcesOf(erp, 'AWS::IAM::Role').find(([id]) => id.startsWith('SchedulesRole')) ?? [];
    expect(role?.Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': '111122223333',
              'aws:SourceArn': { 'Fn::GetAtt': [group?.[0], 'Arn'] },
            },
          },
        },
      ],
    });
    expect(named('AWS::SQS::Queue', 'QueueName', 'schedule_demo-odata_dead')).toBeDefined();
  });

  test('are found by the CLI', () => {
    expect(properties('AWS::SSM::Parameter')).toEqual([
      expect.objectContaining({ Name: '/tributary/dev/erp/demo-odata' }),
    ]);
  });
});

test('the template is the golden one', () => {
  // The machine stands in its own file; what is said there is checked above.
  const text = `${JSON.stringify(erp, (name, value: unknown) => (name === 'DefinitionString' ? '<infra/sync.asl.json>' : value), 2)}\n`;
  if (process.env['RENEW_GOLDEN']) writeFileSync(golden, text);
  const kept = existsSync(golden) ? readFileSync(golden, 'utf8') : '';
  if (kept === text) return;
  const [ours, theirs] = [text.split('\n'), kept.split('\n')];
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  throw new Error(
    `The template of an ERP's stack is another one than ${golden}, first in line ${at + 1}:\n- ${theirs[at] ?? ''}\n+ ${ours[at] ?? ''}\nIf that is meant, renew the file and review its diff: ${renew}`,
  );
});
