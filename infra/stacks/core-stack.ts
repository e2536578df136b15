import { Duration, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { informationTopics } from '../../core/entities.ts';
import { notificationKinds, notificationTopic, settleQueue, snapshotQueue } from '../../core/topic-names.ts';
import type { Deployment } from '../../platform/aws/deployment.ts';
import { parameterPath, physicalName } from '../../platform/aws/names.ts';
import { PointerQueue } from '../constructs/pointer-queue.ts';
import { sealedTopic } from '../constructs/sealed-topic.ts';
import { stageData } from '../constructs/stage-data.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import { stageKey } from '../constructs/stage-key.ts';
import { type CoreFunctionName, coreFunctions } from '../core-functions.ts';
import type { StageSettings } from '../settings.ts';
import { exportDeployment, ownDeployment } from '../stage-exports.ts';

export type StageStackProps = StackProps & { readonly settings: StageSettings };

/** What all ERPs share: table, bucket, key, topics of information and notification, and the functions of the distributor. */
export class CoreStack extends Stack {
  readonly deployment: Deployment;
  readonly key: IKey;
  readonly topics: readonly Topic[];
  readonly settle: PointerQueue;
  private readonly functions: ReadonlyMap<string, IFunction>;

  constructor(scope: Construct, id: string, { settings, ...props }: StageStackProps) {
    const { stage } = settings;
    super(scope, id, { stackName: `TributaryCore-${stage}`, ...props });
    Tags.of(this).add('tributary:stage', stage);
    const key = stageKey(this, settings);
    // By its ARN, so that no construct adds a statement of its own to the key's policy.
    this.key = Key.fromKeyArn(this, 'KeyByArn', key.keyArn);
    const sealing = stageData(this, settings, this.key);
    this.deployment = ownDeployment(this, stage, { keyArn: key.keyArn, sealingSecretArn: sealing.secretArn });
    this.topics = [...informationTopics, ...notificationKinds.map(notificationTopic)].map((topic) =>
      sealedTopic(this, stage, topic, this.key),
    );
    this.settle = this.addSettleQueue(settings);
    this.functions = this.addFunctions(settings);
    this.publishDeployment();
  }

  /** One of `topics`, by its logical name. */
  topic(name: string): Topic {
    const topic = this.topics.find(({ node }) => node.id === `Topic-${name}`);
    if (topic) return topic;
    throw new TypeError(`There is no topic ${name}.`);
  }

  function(name: CoreFunctionName): IFunction {
    const made = this.functions.get(name);
    if (made) return made;
    throw new TypeError(`There is no function ${name}.`);
  }

  private addSettleQueue({ stage }: StageSettings): PointerQueue {
    const topic = this.topic(notificationTopic('batch'));
    const { seconds } = coreFunctions.receipts;
    return new PointerQueue(this, 'Settle', {
      stage,
      key: this.key,
      queue: settleQueue,
      topic,
      functionSeconds: seconds,
    });
  }

  private addFunctions(settings: StageSettings): ReadonlyMap<string, IFunction> {
    const { deployment, key } = this;
    const made = Object.entries(coreFunctions).map(([name, { seconds, grants }]) => {
      const reserved = name === 'sweep' ? settings.sweepConcurrency : undefined;
      const { function: lambda } = new StageFunction(this, `Function-${name}`, {
        ...{ settings, deployment, key, name, entry: name, seconds },
        memory: settings.memory.steps,
        grants: grants(deployment),
        ...(reserved === undefined ? {} : { concurrency: reserved }),
      });
      return [name, lambda] as const;
    });
    const functions = new Map(made);
    functions.get('receipts')?.addEventSourceMapping('Receipts', {
      eventSourceArn: this.settle.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
    });
    const snapshots = new PointerQueue(this, 'Snapshots', {
      ...{ stage: settings.stage, key, queue: snapshotQueue },
      functionSeconds: coreFunctions.snapshot.seconds,
    });
    functions.get('snapshot')?.addEventSourceMapping('Snapshots', {
      eventSourceArn: snapshots.queue.queueArn,
      batchSize: 1,
      reportBatchItemFailures: true,
    });
    // A sweep that failed is not repeated: the next one comes within the minute. Its timeout is shorter than that, so
    // that no two overlap.
    this.addRule(functions, settings, 'sweep', 'EachMinute', 'Looks after open runs', Duration.minutes(1));
    this.addRule(functions, settings, 'retention', 'EachDay', 'Removes data that is old', Duration.days(1));
    return functions;
  }

  /** Calls a function again and again; what fails waits for the next time. */
  private addRule(
    functions: ReadonlyMap<string, IFunction>,
    { stage }: StageSettings,
    name: CoreFunctionName,
    id: string,
    description: string,
    every: Duration,
  ): void {
    const lambda = functions.get(name);
    if (!lambda) return;
    const target = new LambdaFunction(lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    const ruleName = physicalName(stage, name);
    new Rule(this, id, { ruleName, description, schedule: Schedule.rate(every), targets: [target] });
  }

  /** How the CLI and the other stacks find what is here. */
  private publishDeployment(): void {
    const { deployment } = this;
    new StringParameter(this, 'Deployment', {
      parameterName: `${parameterPath(deployment.stage)}/core`,
      description: 'Where this stage of Tributary lives',
      stringValue: this.toJsonString(deployment),
    });
    exportDeployment(this, deployment);
  }
}
