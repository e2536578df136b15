import { describe, expect, test } from '@jest/globals';
import { resourcesOf, type StackTemplate, synthesise } from '../../support/synthesise.ts';
import { everyOption, synthesiseWith } from '../../support/synthesise-options.ts';

const off = synthesiseWith({});
const on = synthesiseWith(everyOption);
const bare = synthesise({ erps: ['demo-odata'] });

const stack = (templates: Readonly<Record<string, StackTemplate>>, name: string): StackTemplate => {
  const found = templates[name];
  if (!found) throw new Error(`there is no ${name}: ${Object.keys(templates).join(', ')}`);
  return found;
};
const properties = (template: StackTemplate, type: string): readonly Record<string, unknown>[] =>
  resourcesOf(template, type).map(([, { Properties }]) => Properties);

describe('the options', () => {
  test('are off: the stage is what it is without them, the console and the audit', () => {
    const more = ['TributaryConsole-dev', 'TributaryAudit-dev'];
    expect(Object.keys(off).toSorted()).toEqual([...more, ...Object.keys(bare)].toSorted());
    for (const [name, template] of Object.entries(bare)) expect(off[name]).toEqual(template);
  });

  test('leave console and audit out where they are not wanted', () => {
    const left = synthesiseWith({ console: 'false', audit: 'false', alarmAddress: 'on-call@example.org' });
    expect(Object.keys(left).toSorted()).toEqual(Object.keys(bare).toSorted());
  });

  test('each make a stack of their own', () => {
    expect(
      Object.keys(on)
        .filter((name) => !(name in off))
        .toSorted(),
    ).toEqual(['TributaryDelivery-dev', 'TributaryDirectory-dev', 'TributaryDomain-dev', 'TributaryNetwork-dev']);
  });

  test('another ERP leaves their stacks as they are, byte by byte', () => {
    const { containers: _, containerImage: __, ...rest } = everyOption;
    const two = synthesiseWith(rest, ['acme-books', 'demo-odata']);
    for (const name of [
      'TributaryNetwork-dev',
      'TributaryDirectory-dev',
      'TributaryDomain-dev',
      'TributaryConsole-dev',
      'TributaryAudit-dev',
    ])
      expect(JSON.stringify(two[name])).toBe(JSON.stringify(on[name]));
  });
});

describe('vpc=true', () => {
  const placed = (name: string): readonly [string, string][] =>
    properties(stack(on, name), 'AWS::Lambda::Function').map(({ FunctionName, VpcConfig }) => [
      String(FunctionName),
      JSON.stringify(VpcConfig ?? null),
    ]);

  test('puts extract functions where the fixed address is, and all others where there is no way out', () => {
    const all = ['TributaryCore-dev', 'TributaryErp-demo-odata-dev', 'TributaryConsole-dev'].flatMap(placed);
    const ours = all.filter(([name]) => name.startsWith('tributary-dev-'));
    expect(ours.length).toBeGreaterThan(8);
    for (const [name, network] of ours) {
      const way = name === 'tributary-dev-extract_demo-odata' ? 'extract' : 'functions';
      expect(network).toContain(`TributaryNetwork-dev-${way}-subnet-1`);
      expect(network).toContain(`TributaryNetwork-dev-${way}-group`);
    }
  });

  test('leaves functions alone that are the CDK’s own', () => {
    const own = placed('TributaryConsole-dev').filter(([name]) => !name.startsWith('tributary-dev-'));
    expect(own.length).toBeGreaterThan(0);
    expect(own.map(([, network]) => network)).toEqual(own.map(() => 'null'));
  });

  test('lets each of them join the network', () => {
    const text = JSON.stringify(stack(on, 'TributaryErp-demo-odata-dev'));
    expect(text.match(/ec2:CreateNetworkInterface/g)).toHaveLength(2);
  });
});

describe('containers=demo-odata', () => {
  const erp = stack(on, 'TributaryErp-demo-odata-dev');
  const text = JSON.stringify(erp);
  const [machine] = properties(erp, 'AWS::StepFunctions::StateMachine');

  test('the machine starts a task where it invoked the function, and nothing else of it differs', () => {
    const [before] = properties(stack(off, 'TributaryErp-demo-odata-dev'), 'AWS::StepFunctions::StateMachine');
    const [now, then] = [machine, before].map(
      (each) => JSON.parse(String(each?.['DefinitionString'])) as { States: object },
    );
    expect(JSON.stringify(now)).toContain('arn:aws:states:::ecs:runTask.waitForTaskToken');
    const { Streams: _, ...others } = (now?.States ?? {}) as Record<string, unknown>;
    expect((then?.States ?? {}) as Record<string, unknown>).toMatchObject(others);
  });

  test('fills every placeholder of the machine', () => {
    const needed = new Set(String(machine?.['DefinitionString']).match(/(?<=\$\{)\w+(?=\})/g));
    expect(Object.keys(machine?.['DefinitionSubstitutions'] as object).toSorted()).toEqual([...needed].toSorted());
  });

  test('the task is arm64, may not write to its disk, may be Spot, and has the function’s role and variables', () => {
    const [task] = properties(erp, 'AWS::ECS::TaskDefinition');
    const [extract] = properties(erp, 'AWS::Lambda::Function').filter(
      ({ FunctionName }) => FunctionName === 'tributary-dev-extract_demo-odata',
    );
    expect(task).toMatchObject({
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
      TaskRoleArn: extract?.['Role'],
      ContainerDefinitions: [{ Name: 'extract', ReadonlyRootFilesystem: true }],
    });
    const { Variables: variables = {} } = (extract?.['Environment'] ?? {}) as { readonly Variables?: object };
    const [container] = (task?.['ContainerDefinitions'] ?? []) as readonly {
      readonly Environment: readonly { Name: string; Value: unknown }[];
    }[];
    const given = Object.fromEntries((container?.Environment ?? []).map(({ Name, Value }) => [Name, Value]));
    expect(given).toMatchObject(variables);
    expect(machine?.['DefinitionSubstitutions']).toMatchObject({ CapacityProvider: 'FARGATE_SPOT' });
  });

  test('the machine may run that task in that cluster and hand over only its two roles', () => {
    const statements = properties(erp, 'AWS::IAM::Policy').flatMap(
      ({ PolicyDocument }) => (PolicyDocument as { Statement: readonly Record<string, unknown>[] }).Statement,
    );
    const run = statements.find(({ Action }) => Action === 'ecs:RunTask');
    expect(run?.['Condition']).toMatchObject({ ArnEquals: { 'ecs:cluster': expect.anything() } });
    const pass = statements.find(({ Action }) => Action === 'iam:PassRole');
    expect(pass?.['Resource']).toHaveLength(2);
    expect(pass?.['Condition']).toEqual({ StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
  });

  test('the function’s role admits the task of the own account only, and may answer its own machine only', () => {
    expect(text).toContain('"Service":"ecs-tasks.amazonaws.com"');
    expect(text).toContain('"aws:SourceAccount":"111122223333"');
    expect(text).toContain('states:SendTaskHeartbeat');
    expect(text).toContain('stateMachine:tributary-dev-sync_demo-odata');
  });
});

describe('cloudMap=true', () => {
  test('an ERP registers its topic, queues and machine from its own stack', () => {
    const entries = properties(stack(on, 'TributaryErp-demo-odata-dev'), 'AWS::ServiceDiscovery::Instance');
    expect(entries.map(({ InstanceId }) => InstanceId).toSorted()).toEqual([
      'erp-system_demo-odata',
      'sync_demo-odata',
      'transform_demo-odata',
      'transform_demo-odata_dead',
    ]);
    for (const { InstanceAttributes } of entries)
      expect((InstanceAttributes as { readonly arn: string }).arn).toMatch(
        /^arn:aws:(sns|sqs|states):eu-north-1:111122223333:/,
      );
  });

  test('the console registers the API’s address', () => {
    const [api] = properties(stack(on, 'TributaryConsole-dev'), 'AWS::ServiceDiscovery::Instance');
    expect(api).toMatchObject({ InstanceId: 'api', InstanceAttributes: { url: 'https://console.example.org/api' } });
  });

  test('names exactly the topics and queues of the core', () => {
    const entries = properties(stack(on, 'TributaryDirectory-dev'), 'AWS::ServiceDiscovery::Instance');
    const arns = entries.map(({ InstanceAttributes }) => (InstanceAttributes as { readonly arn: string }).arn);
    const core = stack(on, 'TributaryCore-dev');
    const names = [
      ...properties(core, 'AWS::SNS::Topic').map(({ TopicName }) => String(TopicName)),
      ...properties(core, 'AWS::SQS::Queue').map(({ QueueName }) => String(QueueName)),
    ].filter((name) => !name.includes('alarm'));
    expect(arns.map((arn) => arn.slice(arn.lastIndexOf(':') + 1)).toSorted()).toEqual(names.toSorted());
  });
});
