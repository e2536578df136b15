import { expect, test } from '@jest/globals';
import { publisher } from '../../distributor/publish.ts';
import type { Clock, Message, Topics } from '../../platform/ports.ts';

const clock: Clock = { now: () => new Date(0), sleep: async () => undefined };
const message = (id: string): Message => ({ id, body: '{}', attributes: {} });

/** Topics that refuse some messages in some attempts, and remember what they accepted. */
function topics(refuse: (id: string, attempt: number) => boolean): {
  readonly topics: Topics;
  readonly accepted: string[];
} {
  const accepted: string[] = [];
  let attempt = 0;
  const publish: Topics['publish'] = async (_topic, messages) => {
    attempt++;
    const failed = messages.flatMap(({ id }, index) => (refuse(id, attempt) ? [{ index, reason: 'throttled' }] : []));
    accepted.push(...messages.filter(({ id }) => !refuse(id, attempt)).map(({ id }) => id));
    return { failed };
  };
  const unused = async (): Promise<never> => {
    throw new Error('not used');
  };
  return { accepted, topics: { publish, subscribe: unused, unsubscribe: unused, subscriptions: unused } };
}

test('offers again only what was not accepted', async () => {
  const fake = topics((id, attempt) => id === 'b' && attempt < 3);
  await publisher(fake.topics, clock)('information.party', [message('a'), message('b'), message('c')]);
  expect(fake.accepted).toEqual(['a', 'c', 'b']);
});

test('gives up after five attempts and says what was refused, and why', async () => {
  const fake = topics((id) => id === 'b');
  const publishing = publisher(fake.topics, clock)('information.party', [message('a'), message('b')]);
  await expect(publishing).rejects.toMatchObject({
    name: 'PlatformUnavailable',
    code: 'publish-refused',
    message: '1 of 2 messages were not accepted by topic information.party in 5 attempts: throttled.',
  });
  expect(fake.accepted).toEqual(['a']);
});
