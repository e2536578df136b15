import { deadLetterQueue, transformQueue } from '../../core/topic-names.ts';
import { machineArn, physicalName, stagePrefix } from '../../platform/aws/names.ts';
import { metricNamespace, metricService } from './measures.ts';

/** Where a stage lives, with tokens of the CDK in it. */
export type Place = { readonly stage: string; readonly region: string; readonly account: string };

/** Each kind of alarm has a heading of this name in docs/operate.md. */
export const alarmKinds = [
  'runs-failed',
  'streams-unsettled',
  'connections-stale',
  'run-takes-long',
  'breaking-drift',
  'records-quarantined',
  'subscriptions-paused',
  'dead-letters',
  'queue-waits',
  'executions-failed',
  'function-errors',
  'function-throttles',
  'function-near-timeout',
  'sweep-silent',
  'api-errors',
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** One alarm as data; it rings when the value is greater than `above` (for sweep-silent: when nothing comes). */
export type AlarmSpec = {
  readonly kind: AlarmKind;
  /** What it is about, apart from the stage: the logical name of a queue or a function, or a connector and what happened. */
  readonly about?: string;
  /** One sentence for whoever is woken. */
  readonly says: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
  readonly minutes: number;
  readonly above: number;
  readonly silenceRings?: boolean;
};

/** `tributary-dev-dead-letters-transform_demo_dead`: what it is about stands there as in the name of the queue or function. */
export function alarmName(stage: string, { kind, about }: Pick<AlarmSpec, 'kind' | 'about'>): string {
  // Not by physicalName: 80 characters are what a queue may have, and an alarm may have 255.
  const parts = [kind, ...(about === undefined ? [] : [about.replaceAll('.', '_')])];
  return `${stagePrefix(stage)}${parts.join('-')}`;
}

type Own = Pick<AlarmSpec, 'kind' | 'about' | 'says' | 'metric' | 'statistic' | 'minutes' | 'above'>;

const ownAlarms: readonly Own[] = [
  {
    kind: 'runs-failed',
    says: 'A run ended without any stream settled.',
    metric: 'RunsFailed',
    statistic: 'Sum',
    minutes: 15,
    above: 0,
  },
  {
    kind: 'streams-unsettled',
    says: 'A run ended with records that have no outcome.',
    metric: 'StreamsUnsettled',
    statistic: 'Sum',
    minutes: 15,
    above: 0,
  },
  {
    kind: 'connections-stale',
    says: 'A connection was not brought up to date for three of its intervals.',
    metric: 'ConnectionsStale',
    statistic: 'Maximum',
    minutes: 15,
    above: 0,
  },
  {
    kind: 'run-takes-long',
    says: 'A run has been under way for more than six hours.',
    metric: 'OldestRunSeconds',
    statistic: 'Maximum',
    minutes: 15,
    above: 6 * 3_600,
  },
  {
    kind: 'breaking-drift',
    says: 'An ERP sends what its registered source schema does not allow.',
    metric: 'DriftBreaking',
    statistic: 'Sum',
    minutes: 15,
    above: 0,
  },
  {
    kind: 'records-quarantined',
    says: 'Records could not be processed and wait in quarantine.',
    metric: 'RecordsQuarantined',
    statistic: 'Sum',
    minutes: 15,
    above: 0,
  },
  {
    kind: 'subscriptions-paused',
    says: 'A consumer gets nothing any more: its endpoint failed too long, answered 410, or was paused by hand.',
    metric: 'SubscriptionsPaused',
    statistic: 'Maximum',
    minutes: 15,
    above: 0,
  },
  {
    kind: 'dead-letters',
    about: 'subscriptions',
    says: 'Messages to a consumer were given up and are dead letters of its subscription.',
    metric: 'ConsumerDeadLetters',
    statistic: 'Maximum',
    minutes: 15,
    above: 0,
  },
];

/** Functions of the core stack with their time limits in seconds. */
export type FunctionLimit = { readonly name: string; readonly timeoutSeconds: number };

/** Alarms of the core stack. `queues` are those with dead letters, without the subscriptions that consumers make. */
export function coreAlarms(
  place: Place,
  parts: { readonly queues: readonly string[]; readonly functions: readonly FunctionLimit[] },
): readonly AlarmSpec[] {
  return [
    ...ownAlarms.map((own) => ({
      ...own,
      namespace: metricNamespace,
      dimensions: { service: metricService, stage: place.stage },
    })),
    ...parts.queues.flatMap((queue) => queueAlarms(place, queue)),
    ...parts.functions.flatMap((limit) => functionAlarms(place, limit)),
    {
      kind: 'sweep-silent',
      says: 'The sweep, which continues interrupted runs, has not run for ten minutes.',
      ...lambda(place, 'sweep', 'Invocations'),
      statistic: 'Sum',
      minutes: 10,
      above: 0,
      silenceRings: true,
    },
  ];
}

/** How an execution can end badly, in words, by the metric that counts it. */
const badEnds = {
  ExecutionsFailed: 'failed',
  ExecutionsTimedOut: 'timed-out',
  ExecutionsAborted: 'aborted',
} as const;

/** Alarms of one ERP's stack; `scheduleDeadLetters` is the queue of schedules that could not start the machine. */
export function erpAlarms(
  place: Place,
  connector: string,
  functions: readonly FunctionLimit[],
  scheduleDeadLetters: string,
): readonly AlarmSpec[] {
  return [
    ...queueAlarms(place, transformQueue(connector)),
    deadLetterAlarm(place, scheduleDeadLetters),
    ...functions.flatMap((limit) => functionAlarms(place, limit)),
    ...Object.entries(badEnds).map(([metric, how]) => ({
      kind: 'executions-failed' as const,
      about: `${connector}-${how}`,
      says: `An execution of the Sync machine of ${connector} ended as ${how}.`,
      namespace: 'AWS/States',
      metric,
      dimensions: { StateMachineArn: machineArn(place, connector) },
      statistic: 'Sum' as const,
      minutes: 15,
      above: 0,
    })),
  ];
}

/** Alarms of the console: of its HTTP API, and of the functions behind it. */
export function consoleAlarms(place: Place, apiId: string, functions: readonly FunctionLimit[]): readonly AlarmSpec[] {
  return [
    ...functions.flatMap((limit) => functionAlarms(place, limit)),
    {
      kind: 'api-errors',
      says: 'The HTTP API answers with errors of its own.',
      namespace: 'AWS/ApiGateway',
      metric: '5xx',
      dimensions: { ApiId: apiId },
      statistic: 'Sum',
      minutes: 15,
      above: 0,
    },
  ];
}

function queueAlarms(place: Place, queue: string): readonly AlarmSpec[] {
  return [
    {
      kind: 'queue-waits',
      about: queue,
      says: `The oldest message of queue ${queue} has waited for more than 15 minutes.`,
      ...sqs(place, queue, 'ApproximateAgeOfOldestMessage'),
      statistic: 'Maximum',
      minutes: 5,
      above: 900,
    },
    deadLetterAlarm(place, deadLetterQueue(queue)),
  ];
}

function deadLetterAlarm(place: Place, queue: string): AlarmSpec {
  return {
    kind: 'dead-letters',
    about: queue,
    says: `There are dead letters in ${queue}.`,
    ...sqs(place, queue, 'ApproximateNumberOfMessagesVisible'),
    statistic: 'Maximum',
    minutes: 5,
    above: 0,
  };
}

function functionAlarms(place: Place, { name, timeoutSeconds }: FunctionLimit): readonly AlarmSpec[] {
  const own = { about: name, minutes: 15 };
  return [
    {
      ...{ ...own, kind: 'function-errors', says: `Function ${name} throws.` },
      ...{ ...lambda(place, name, 'Errors'), statistic: 'Sum', above: 4 },
    },
    {
      ...{ ...own, kind: 'function-throttles', says: `Function ${name} is throttled: its concurrency is used up.` },
      ...{ ...lambda(place, name, 'Throttles'), statistic: 'Sum', above: 10 },
    },
    {
      ...{ ...own, kind: 'function-near-timeout', says: `Function ${name} takes more than 90 % of its time limit.` },
      ...{ ...lambda(place, name, 'Duration'), statistic: 'Maximum', above: timeoutSeconds * 900 },
    },
  ];
}

type Native = Pick<AlarmSpec, 'namespace' | 'metric' | 'dimensions'>;

function sqs({ stage }: Place, queue: string, metric: string): Native {
  return { namespace: 'AWS/SQS', metric, dimensions: { QueueName: physicalName(stage, queue) } };
}

function lambda({ stage }: Place, name: string, metric: string): Native {
  return { namespace: 'AWS/Lambda', metric, dimensions: { FunctionName: physicalName(stage, name) } };
}
