/** The parts of a Task state that decide where it runs and how a lost worker is noticed. */
type TaskState = {
  readonly Parameters: { readonly Payload: Readonly<Record<string, string>> };
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly [field: string]: unknown;
};
type States = Readonly<Record<string, TaskState>>;
type Definition = {
  readonly States: Readonly<Record<string, { readonly ItemProcessor?: { readonly States: States } }>>;
};

/** Names of the container and of its environment; infra/container/extract-task.ts reads what the machine writes. */
export const extractContainer = {
  name: 'extract',
  tokenVariable: 'TRIBUTARY_TASK_TOKEN',
  /** One variable per field of the function's payload, as JSON: `TRIBUTARY_INPUT_stream`. */
  inputPrefix: 'TRIBUTARY_INPUT_',
} as const;

/** A task that starts slowly (image, network card) has ten minutes for its first sign of life, and then beats each minute. */
const heartbeatSeconds = 600;
/** Six hours: the calls that need a container are those that 15 minutes are not enough for. */
const timeoutSeconds = 21_600;
/** What a lost task looks like (Spot took it, it ran out of memory) and what no free capacity looks like. */
const containerFaults = ['States.HeartbeatTimeout', 'ECS.AmazonECSException'];

/** The function's payload as variables; `"run.$": "$.run"` becomes the JSON of what stands there. */
function environmentOf(payload: Readonly<Record<string, string>>): object[] {
  const fields = Object.entries(payload).map(([key, path]) => ({
    Name: `${extractContainer.inputPrefix}${key.replace(/\.\$$/, '')}`,
    'Value.$': `States.JsonToString(${path})`,
  }));
  return [...fields, { Name: extractContainer.tokenVariable, 'Value.$': '$$.Task.Token' }];
}

const parameters = (environment: readonly object[], subnets: readonly string[]): object => ({
  Cluster: `\${ClusterArn}`,
  TaskDefinition: `\${TaskDefinitionArn}`,
  CapacityProviderStrategy: [{ CapacityProvider: `\${CapacityProvider}`, Weight: 1 }],
  NetworkConfiguration: {
    AwsvpcConfiguration: {
      Subnets: subnets,
      SecurityGroups: [`\${SecurityGroupId}`],
      AssignPublicIp: 'DISABLED',
    },
  },
  Overrides: { ContainerOverrides: [{ Name: extractContainer.name, Environment: environment }] },
});

/**
 * The Sync machine with its Extract state as a Fargate task that answers by task token; everything else is the same
 * object. The task answers `{ Payload: … }`, as a function does, so that the ResultSelector stays. Time limits differ,
 * because `.waitForTaskToken` never hears of a task that was stopped: only a missing heartbeat says so.
 */
export function containerMachine(definition: object, subnets: number): object {
  const { States } = definition as Definition;
  const streams = States['Streams'];
  const extract = streams?.ItemProcessor?.States['Extract'];
  if (!extract) throw new TypeError('infra/sync.asl.json has no state Extract inside of Streams any more.');
  const variant = {
    ...extract,
    Resource: 'arn:aws:states:::ecs:runTask.waitForTaskToken',
    Parameters: parameters(
      environmentOf(extract.Parameters.Payload),
      Array.from({ length: subnets }, (_, index) => `\${SubnetId${index + 1}}`),
    ),
    TimeoutSeconds: timeoutSeconds,
    HeartbeatSeconds: heartbeatSeconds,
    Retry: extract.Retry?.map((rule) => ({ ...rule, ErrorEquals: [...rule.ErrorEquals, ...containerFaults] })),
  };
  const processor = { ...streams.ItemProcessor, States: { ...streams.ItemProcessor?.States, Extract: variant } };
  return { ...definition, States: { ...States, Streams: { ...streams, ItemProcessor: processor } } };
}
