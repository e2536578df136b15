import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { isNamed } from '../../../core/errors.ts';
import { embeddedDocuments } from '../../../platform/embedded/documents.ts';
import type { Documents, ReceivedMessage } from '../../../platform/ports.ts';
import { idsOf, messages } from '../../contract/under-test.ts';
import { type Messaging, openMessaging } from '../../support/embedded-messaging.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
/** Random, because bodies are kept compressed. */
const large = randomBytes(75_000).toString('base64');
const queueOptions = { visibilitySeconds: 30, maxReceives: 3 };
const full = {
  name: 'StorageFailed',
  code: 'disk-full',
  message: expect.stringContaining('TRIBUTARY_MAX_DATABASE_MB'),
};

const receiptsOf = (received: readonly ReceivedMessage[]): string[] => received.map(({ receipt }) => receipt);

type Filled = Messaging & { readonly documents: Documents; readonly received: readonly ReceivedMessage[] };

/** Three messages of a topic in queue `q`, two of them received, and then documents until not even a small one fits. */
async function openFull(): Promise<Filled> {
  const messaging = openMessaging(directory(), { maxMegabytes: 0.6 });
  const { topics, queues } = messaging;
  const documents = embeddedDocuments(messaging.db);
  await queues.ensure('q', queueOptions);
  await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: {} });
  await topics.publish('t', messages(3));
  await documents.put('tenant', 'kept', 'x', { kept: true });
  const received = await queues.receive('q', 2, 0);
  for (const size of [10_000, 1_000, 10]) {
    let id = 0;
    const fits = (): Promise<boolean> =>
      documents.put('tenant', `fill-${size}`, String(id++), { fill: 'x'.repeat(size) }).catch(() => false);
    while (await fits());
  }
  return { ...messaging, documents, received };
}

const growing: Record<string, (full: Filled) => Promise<unknown>> = {
  'Topics.publish': ({ topics }) => topics.publish('t', [{ id: 'new', body: large, attributes: {} }]),
  'Topics.subscribe': ({ topics }) => topics.subscribe({ name: 'n', topic: 't', queue: 'q', filter: { a: [large] } }),
  'Queues.ensure': ({ queues }) => queues.ensure('x'.repeat(large.length), queueOptions),
  'Queues.send': ({ queues }) => queues.send('q', [{ id: 'new', body: large, attributes: {} }]),
  'Documents.put, new': ({ documents }) => documents.put('tenant', 'c', 'new', { large }),
  'Documents.put, only if absent': ({ documents }) => documents.put('tenant', 'c', 'new', { large }, 0),
  'Documents.put, replacing': ({ documents }) => documents.put('tenant', 'kept', 'x', { large }),
  'Documents.put, if of that version': ({ documents }) => documents.put('tenant', 'kept', 'x', { large }, 1),
};

/** These need no new page as a rule; where they do, they must say so. */
const shrinking: Record<string, (full: Filled) => Promise<unknown>> = {
  'Queues.receive': ({ queues }) => queues.receive('q', 10, 0),
  'Queues.acknowledge': ({ queues, received }) => queues.acknowledge('q', receiptsOf(received)),
  'Queues.release': ({ queues, received }) => queues.release('q', receiptsOf(received), 0),
  'Queues.remove': ({ queues }) => queues.remove('q'),
  'Queues.releaseOrphans': ({ queues }) => queues.releaseOrphans(),
  'Topics.unsubscribe': ({ topics }) => topics.unsubscribe('s'),
  'Documents.delete': ({ documents }) => documents.delete('tenant', 'fill-10', '0'),
};

async function expectEarlierData({ documents, topics, queues }: Filled): Promise<void> {
  expect(await documents.get('tenant', 'kept', 'x')).toEqual({ id: 'x', value: { kept: true }, version: 1 });
  expect(idsOf(await topics.history('t'))).toEqual(['m1', 'm2', 'm3']);
  expect(await queues.counts()).toContainEqual(expect.objectContaining({ queue: 'q', visible: 1, inFlight: 2 }));
}

test.each(Object.entries(growing))(
  '%s on a full disk is StorageFailed; earlier data stays readable',
  async (_name, write) => {
    const filled = await openFull();
    await expect(write(filled)).rejects.toMatchObject(full);
    await expectEarlierData(filled);
    await filled.dispose();
  },
);

test.each(Object.entries(shrinking))('%s on a full disk works, or is StorageFailed', async (_name, write) => {
  const filled = await openFull();
  try {
    await write(filled);
  } catch (error) {
    expect(error).toMatchObject(full);
    await expectEarlierData(filled);
  }
  await filled.dispose();
});

test('a publication of which a part does not fit is undone as a whole', async () => {
  const filled = await openFull();
  const parts = [...messages(2), { id: 'large', body: large, attributes: {} }];
  await expect(filled.topics.publish('t', parts)).rejects.toMatchObject(full);
  await expectEarlierData(filled);
  await filled.dispose();
});

test('a consumer whose handler meets the full disk ends with onFatal, and its messages are kept', async () => {
  const filled = await openFull();
  const { queues, documents, clock, fatal } = filled;
  const consumer = queues.consume(
    'q',
    async () => {
      await documents.put('tenant', 'c', 'new', { large });
      return [];
    },
    { batchSize: 1 },
  );
  await clock.advance(1_000);
  await consumer.stop();
  expect(fatal).toHaveLength(1);
  expect(isNamed(fatal[0], 'StorageFailed')).toBe(true);
  expect(await queues.counts()).toContainEqual(expect.objectContaining({ queue: 'q', visible: 0, inFlight: 3 }));
  await filled.dispose();
});
