import { expect, test } from '@jest/globals';
import type { InformationEvent } from '../../core/generated/information-batch.generated.ts';
import { changeMessages, type OriginatedChange } from '../../transformer/change-messages.ts';

const change = (
  index: number,
  kind: 'created' | 'updated' | 'deleted',
  entity = 'party',
  size = 10,
): OriginatedChange => ({
  origin: {
    ...{ tenant: 't', connection: 'c', stream: 's', key: `k${index}`, revision: `r${index}`, run: 1, batch: 1 },
    ...{ mappingVersion: 1, rawRef: 'raw/x', time: '2026-01-01T00:00:00.000Z' },
  },
  change: {
    change: kind,
    entity: {
      entity,
      id: `k${index}`,
      digest: 'd',
      ...(kind === 'deleted' ? {} : { body: { name: 'x'.repeat(size) } }),
    },
  },
});

test('one message per entity and kind of change, each on the topic of its entity', () => {
  const messages = changeMessages('b', [
    change(1, 'created'),
    change(2, 'updated'),
    change(3, 'created'),
    change(4, 'deleted', 'project'),
  ]);
  expect(
    messages.map(({ topic, messages: list }) => [topic, list.map(({ attributes }) => attributes['change'])]),
  ).toEqual([
    ['information.party', ['created', 'updated']],
    ['information.project', ['deleted']],
  ]);
  const [first] = messages[0]?.messages ?? [];
  expect((JSON.parse(first?.body ?? '[]') as InformationEvent[]).map(({ subject }) => subject)).toEqual(['k1', 'k3']);
  expect(first?.attributes).toEqual({
    ...{ tenant: 't', connection: 'c', stream: 's', entity: 'party' },
    ...{ change: 'created', run: '1' },
  });
});

test('the same changes give the same messages; another batch or revision gives other ids', () => {
  const changes = [change(1, 'created'), change(2, 'created')];
  expect(changeMessages('b', changes)).toEqual(changeMessages('b', [...changes]));
  const idsOf = (batch: string): string[] =>
    changeMessages(batch, changes).flatMap(({ messages }) => messages.map(({ id }) => id));
  expect(idsOf('b')).not.toEqual(idsOf('other'));
});

test('messages are cut below what a topic takes, and lose no event', () => {
  const changes = Array.from({ length: 100 }, (_, index) => change(index, 'created', 'party', 5_000));
  const messages = changeMessages('b', changes).flatMap((topic) => topic.messages);
  expect(messages.length).toBeGreaterThan(1);
  for (const { body } of messages) expect(Buffer.byteLength(body)).toBeLessThan(200_000);
  expect(messages.flatMap(({ body }) => JSON.parse(body) as InformationEvent[]).map(({ subject }) => subject)).toEqual(
    changes.map(({ origin }) => origin.key),
  );
  expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
});

test('a deleted entity travels without data', () => {
  const [topic] = changeMessages('b', [change(1, 'deleted')]);
  expect(JSON.parse(topic?.messages[0]?.body ?? '[]')).toEqual([
    expect.not.objectContaining({ data: expect.anything() }),
  ]);
});
