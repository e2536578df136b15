import { informationTopics } from '../../core/entities.ts';
import { notificationKinds, notificationTopic } from '../../core/topic-names.ts';

/** Topics that consumers can hear. */
export function consumerTopics(): readonly string[] {
  return [...informationTopics, ...notificationKinds.map(notificationTopic)];
}
