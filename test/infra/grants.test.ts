import { describe, expect, test } from '@jest/globals';
import {
  type Resource,
  resourcesOf,
  type StackTemplate,
  synthesisAccount,
  synthesise,
  synthesisRegion,
} from '../support/synthesise.ts';

type Statement = {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

const stacks = synthesise();
const templates = Object.values(stacks);
const erp = stacks['TributaryErp-demo-odata-dev'] as StackTemplate;
const logs = (name: string): string =>
  `WriteLogs: logs:CreateLogStream PutLogEvents on logs:log-group:/aws/lambda/tributary-dev-${name}:log-stream:*`;
const trace = 'Trace: xray:PutTelemetryRecords PutTraceSegments on *';
const rows =
  'Rows: dynamodb:BatchGetItem ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem on dynamodb:table/tributary-dev';
const bucket = 's3:::tributary-dev-111122223333-eu-north-1';
const missing = `TellMissingBlobs: s3:ListBucket on ${bucket}`;
const artefacts = `ReadBlobs: s3:GetObject on ${bucket}/artefacts/*`;
const describing = 'DescribeExecutions: states:DescribeExecution on states:execution:tributary-dev-sync_*:*';
const starting = 'StartExecutions: states:StartExecution on states:stateMachine:tributary-dev-sync_*';
const completing = 'CompleteTasks: states:SendTaskSuccess on states:stateMachine:tributary-dev-sync_*';
const publishing = (...topics: readonly string[]): string =>
  `Publish: sns:Publish on ${topics.map((topic) => `sns:tributary-dev-${topic}`).join(' ')}`;
const consuming = (queue: string): string =>
  `Consume: sqs:ChangeMessageVisibility DeleteMessage GetQueueAttributes GetQueueUrl ReceiveMessage on sqs:tributary-dev-${queue}`;
const sending = (...queues: readonly string[]): string =>
  `Send: sqs:GetQueueUrl SendMessage on ${queues.map((queue) => `sqs:tributary-dev-${queue}`).join(' ')}`;
const key = (...services: readonly string[]): string =>
  `UseKey: kms:Decrypt DescribeKey Encrypt GenerateDataKey on <key> if kms:ViaService is ${services.map((service) => `${service}.eu-north-1.amazonaws.com`).join(' ')}`;

/** All that each function may do. A line more is a permission more: think before renewing. */
const expected: Readonly<Record<string, readonly string[]>> = {
  plan: [artefacts, missing, describing, rows, key('dynamodb', 's3')],
  settle: [rows, starting, completing, key('dynamodb')],
  commit: [rows, artefacts, missing, publishing('notification_run'), key('dynamodb', 's3', 'sns')],
  'fail-run': [rows, describing, publishing('notification_run'), key('dynamodb', 'sns')],
  receipts: [rows, consuming('settle'), completing, key('dynamodb', 'sqs')],
  monitor: [consuming('monitor'), key('sqs')],
  retention: [rows, `DeleteBlobs: s3:DeleteObject on ${bucket}/raw/* ${bucket}/records/*`, missing, key('dynamodb')],
  sweep: [
    rows,
    'ListQueues: sqs:ListQueues on *',
    'CountQueues: sqs:GetQueueAttributes GetQueueUrl on sqs:tributary-dev-*',
    describing,
    starting,
    completing,
    publishing('notification_run', 'erp-system_*'),
    sending('snapshots'),
    key('dynamodb', 'sns', 'sqs'),
  ],
  deliver: [
    rows,
    consuming('subscription_*'),
    sending('subscription_*_dead'),
    'ReadSecrets: secretsmanager:GetSecretValue on secretsmanager:secret:tributary/dev/*/* if aws:ResourceTag/tributary:connector is subscription.webhook',
    `WriteBlobs: s3:PutObject on ${bucket}/exports/*`,
    'ListDeliveries: lambda:ListEventSourceMappings on *',
    'PauseDeliveries: lambda:UpdateEventSourceMapping on lambda:event-source-mapping:* if lambda:FunctionArn is arn:aws:lambda:eu-north-1:111122223333:function:tributary-dev-deliver',
    publishing('notification_subscription'),
    key('dynamodb', 's3', 'secretsmanager', 'sns', 'sqs'),
  ],
  snapshot: [
    rows,
    `ReadBlobs: s3:GetObject on ${bucket}/records/*`,
    missing,
    consuming('snapshots'),
    sending('snapshots', 'subscription_*'),
    key('dynamodb', 's3', 'sqs'),
  ],
  'extract_demo-odata': [
    rows,
    `ReadBlobs: s3:GetObject on ${bucket}/artefacts/* ${bucket}/raw/*`,
    `WriteBlobs: s3:PutObject on ${bucket}/raw/*`,
    missing,
    publishing('erp-system_demo-odata'),
    'ReadSecrets: secretsmanager:GetSecretValue on secretsmanager:secret:tributary/dev/*/* if aws:ResourceTag/tributary:connector is demo-odata',
    'UnsealTokens: secretsmanager:GetSecretValue on <sealing secret>',
    key('dynamodb', 's3', 'secretsmanager', 'sns'),
  ],
  'transform_demo-odata': [
    rows,
    `ReadBlobs: s3:GetObject on ${bucket}/artefacts/* ${bucket}/records/* ${bucket}/raw/*`,
    `WriteBlobs: s3:PutObject on ${bucket}/records/*`,
    missing,
    publishing(
      ...['information_activity', 'information_customer-invoice', 'information_employee', 'information_expense'],
      ...['information_item', 'information_ledger-entry', 'information_party', 'information_payment'],
      ...['information_project', 'information_purchase-order', 'information_sales-order', 'information_shipment'],
      ...['information_supplier-invoice', 'information_time-entry', 'information_custom'],
      ...['notification_batch', 'notification_quarantine', 'notification_drift'],
    ),
    consuming('transform_demo-odata'),
    key('dynamodb', 's3', 'sns', 'sqs'),
  ],
};

describe('what the functions may do', () => {
  const roles = rolesByFunction();

  test('every function has a role of its own', () => {
    expect([...roles.keys()].sort()).toEqual(Object.keys(expected).sort());
    const ids = templates
      .flatMap((template) => resourcesOf(template, 'AWS::Lambda::Function'))
      .map(([, one]) => JSON.stringify(one.Properties['Role']));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(Object.keys(expected))('%s', (name) => {
    expect([...(roles.get(name) ?? [])].sort()).toEqual([logs(name), trace, ...(expected[name] ?? [])].sort());
  });

  test('no role has managed policies, and no policy is attached from outside', () => {
    const all = templates.flatMap((template) => resourcesOf(template, 'AWS::IAM::Role'));
    expect(all.filter(([, role]) => role.Properties['ManagedPolicyArns'] !== undefined)).toEqual([]);
    expect(templates.flatMap((template) => resourcesOf(template, 'AWS::IAM::Policy'))).toEqual([]);
  });

  test('the machine invokes its own functions, and schedules start that machine only', () => {
    const statements = (id: RegExp): readonly string[] =>
      resourcesOf(erp, 'AWS::IAM::Role')
        .filter(([name]) => id.test(name))
        .flatMap(([, role]) => statementsOf(role));
    expect(statements(/^SyncRole/)[0]).toMatch(
      /^Invoke: lambda:InvokeFunction on lambda:function:tributary-dev-plan \S+ lambda:function:tributary-dev-settle lambda:function:tributary-dev-commit lambda:function:tributary-dev-fail-run$/,
    );
    expect(statements(/^SchedulesRole/)[0]).toBe(
      'Start: states:StartExecution on states:stateMachine:tributary-dev-sync_demo-odata',
    );
  });
});

function rolesByFunction(): ReadonlyMap<string, readonly string[]> {
  const found = templates.flatMap((template) =>
    resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => {
      const [role = ''] = (Properties['Role'] as { readonly 'Fn::GetAtt': readonly string[] })['Fn::GetAtt'];
      const name = String(Properties['FunctionName']).replace('tributary-dev-', '');
      const resource = template.Resources[role];
      return [name, resource ? statementsOf(resource) : []] as const;
    }),
  );
  return new Map(found);
}

/** `Sid: service:Action Action on resource resource if key is value`, with what AWS makes up in angle brackets. */
function statementsOf({ Properties }: Resource): readonly string[] {
  const policies = Properties['Policies'] as readonly {
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map(lineOf));
}

function lineOf({ Sid, Effect, Action, Resource, Condition }: Statement): string {
  expect(Effect).toBe('Allow');
  const actions = [Action].flat();
  const [service] = (actions[0] ?? '').split(':');
  const names = actions.map((action) => action.replace(`${service}:`, '')).join(' ');
  const conditions = Object.values(Condition ?? {}).flatMap((by) =>
    Object.entries(by).map(([name, value]) => `${name} is ${[value].flat().join(' ')}`),
  );
  const condition = conditions.length > 0 ? ` if ${conditions.join(', ')}` : '';
  return `${Sid}: ${service}:${names} on ${[Resource].flat().map(shortened).join(' ')}${condition}`;
}

function shortened(resource: unknown): string {
  const text = typeof resource === 'string' ? resource : JSON.stringify(resource);
  if (/keyArn|"Key[0-9A-F]{8}"/.test(text)) return '<key>';
  if (/sealingSecretArn/.test(text)) return '<sealing secret>';
  return text.replace('arn:aws:', '').replace(`:${synthesisRegion}:${synthesisAccount}:`, ':');
}
