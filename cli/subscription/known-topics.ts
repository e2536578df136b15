import { entitySchemas } from '../../core/entities.ts';
import { informationTopic, notificationKinds, notificationTopic } from '../../core/topic-names.ts';

/** Topics that consumers can hear. */
export function consumerTopics(): readonly string[] {
  return [...Object.keys(entitySchemas).map(informationTopic), ...notificationKinds.map(notificationTopic)];
}
