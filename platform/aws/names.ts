import { TributaryError } from '../../core/errors.ts';

/** A stage as it stands in names and paths. */
const stagePattern = /^[a-z][a-z0-9-]{0,15}$/;

/** Throws InvalidInput for what cannot be the name of a stage. */
export function demandStage(stage: string): string {
  if (stagePattern.test(stage)) return stage;
  const message = `"${stage}" is no name of a stage: lower-case letters, digits and dashes, starting with a letter, at most 16, such as dev.`;
  throw new TributaryError('InvalidInput', { code: 'stage-unreadable', message });
}

/** What names of topics, queues and functions of a stage begin with. */
export function stagePrefix(stage: string): string {
  return `tributary-${stage}-`;
}

/** `information.party` becomes `tributary-dev-information_party`: AWS allows no dots. Throws InvalidInput beyond 80 characters. */
export function physicalName(stage: string, name: string): string {
  const physical = `${stagePrefix(stage)}${name.replaceAll('.', '_')}`;
  if (physical.length <= 80) return physical;
  const message = `"${name}" is too long for AWS: with the stage it makes ${physical.length} characters, and names of queues have at most 80.`;
  throw new TributaryError('InvalidInput', { code: 'name-too-long', message });
}

/** The reverse of physicalName; undefined for what is not of this stage. */
export function logicalName(stage: string, physical: string): string | undefined {
  const prefix = stagePrefix(stage);
  return physical.startsWith(prefix) ? physical.slice(prefix.length).replaceAll('_', '.') : undefined;
}

/** What all exports begin with in the stage's bucket. */
export const exportsPrefix = 'exports';

/** The function that all delivered queues lead to. */
export const deliverFunction = 'deliver';

type Place = { readonly stage: string; readonly region: string; readonly account: string };

export function topicArn({ stage, region, account }: Place, topic: string): string {
  return `arn:aws:sns:${region}:${account}:${physicalName(stage, topic)}`;
}

export function queueArn({ stage, region, account }: Place, queue: string): string {
  return `arn:aws:sqs:${region}:${account}:${physicalName(stage, queue)}`;
}

/** The stage's bucket: the only names that have to differ from those of all other accounts in the world. */
export function bucketName({ stage, region, account }: Place): string {
  return `${stagePrefix(stage)}${account}-${region}`;
}

/** The bucket of the stage's trail. */
export function trailBucketName(place: Place): string {
  return `${bucketName(place)}-trail`;
}

/** The Sync machine of a connector. */
export function machineName(stage: string, connector: string): string {
  return physicalName(stage, `sync.${connector}`);
}

export function machineArn({ stage, region, account }: Place, connector: string): string {
  return `arn:aws:states:${region}:${account}:stateMachine:${machineName(stage, connector)}`;
}

/** SSM parameters: `/tributary/dev/core` and one `/tributary/dev/erp/<connector>` per ERP stack. */
export function parameterPath(stage: string): string {
  return `/tributary/${stage}`;
}

/** Secrets Manager: secrets of connections, apart by tenant. */
export function secretName(stage: string, tenant: string, name: string): string {
  return `tributary/${stage}/${tenant}/${name}`;
}
