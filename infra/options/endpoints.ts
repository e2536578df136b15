import { informationTopics } from '../../core/entities.ts';
import {
  deadLetterQueue,
  erpSystemTopic,
  notificationKinds,
  notificationTopic,
  settleQueue,
  snapshotQueue,
  transformQueue,
} from '../../core/topic-names.ts';
import { machineArn, physicalName, queueArn, topicArn } from '../../platform/aws/names.ts';
import { monitorQueue } from '../core-functions.ts';

/** One entry of the directory; the attributes are what a caller needs, `arn` and, for what has an address, `url`. */
export type Endpoint = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };

type Place = {
  readonly stage: string;
  readonly region: string;
  readonly account: string;
  readonly urlSuffix: string;
};

/** What belongs to the whole stage: the topics consumers read, and the queues of the distributor. */
export function coreEndpoints(place: Place): readonly Endpoint[] {
  const topics = [...informationTopics, ...notificationKinds.map(notificationTopic)];
  const queues = [settleQueue, monitorQueue, snapshotQueue];
  return [
    ...topics.map((topic) => topicEndpoint(place, topic)),
    ...queues.flatMap((queue) => queueEndpoints(place, queue)),
  ];
}

/** What belongs to one ERP: its topic, its queue with dead letters, its machine. */
export function erpEndpoints(place: Place, connector: string): readonly Endpoint[] {
  return [
    topicEndpoint(place, erpSystemTopic(connector)),
    ...queueEndpoints(place, transformQueue(connector)),
    { name: physicalPart(`sync.${connector}`), attributes: { arn: machineArn(place, connector) } },
  ];
}

function topicEndpoint(place: Place, topic: string): Endpoint {
  return { name: physicalPart(topic), attributes: { arn: topicArn(place, topic) } };
}

function queueEndpoints(place: Place, queue: string): readonly Endpoint[] {
  return [queue, deadLetterQueue(queue)].map((name) => ({
    name: physicalPart(name),
    attributes: {
      arn: queueArn(place, name),
      url: `https://sqs.${place.region}.${place.urlSuffix}/${place.account}/${physicalName(place.stage, name)}`,
    },
  }));
}

/** Cloud Map allows dots in an instance's id, CloudFormation's own ids do not; one spelling serves both. */
function physicalPart(name: string): string {
  return name.replaceAll('.', '_');
}
