import { TributaryError } from '../core/errors.ts';
import type { Clock, Message, Publish, Topics } from '../platform/ports.ts';

const attempts = 5;

/** Publishes over `topics`; messages that were not accepted are offered again, up to five times, then PlatformUnavailable is thrown. */
export function publisher(topics: Topics, clock: Clock): Publish {
  return async (topic, messages) => {
    let rest: readonly Message[] = messages;
    let reason = '';
    for (let attempt = 1; attempt <= attempts && rest.length > 0; attempt++) {
      if (attempt > 1) await clock.sleep(50 * 2 ** attempt);
      const { failed } = await topics.publish(topic, rest);
      reason = failed[0]?.reason ?? '';
      rest = failed.map(({ index }) => rest[index]).filter((message) => message !== undefined);
    }
    if (rest.length === 0) return;
    throw new TributaryError('PlatformUnavailable', {
      code: 'publish-refused',
      message: `${rest.length} of ${messages.length} messages were not accepted by topic ${topic} in ${attempts} attempts: ${reason}.`,
      details: { topic, refused: rest.length },
    });
  };
}
