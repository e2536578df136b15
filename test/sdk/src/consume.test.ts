import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { deadLetterQueue, subscriptionQueue } from '../../../core/topic-names.ts';
import { addSubscription } from '../../../distributor/subscribe.ts';
import type { EventHandler, Failure } from '../../../sdk/src/apply-options.ts';
import { type ConsumeOptions, type Consumer, type ConsumerError, consume } from '../../../sdk/src/consume.ts';
import { type ApiWorld, archive, openApiWorld } from '../../api/api-world.ts';
import { until } from '../../support/until.ts';
import { projectEvent } from '../sdk-events.ts';

const batch = (...subjects: readonly string[]): string =>
  JSON.stringify(subjects.map((subject) => projectEvent(subject, 1)));

describe('against the API', () => {
  let world: ApiWorld;
  let started: Consumer[] = [];
  const failures: Failure[] = [];
  beforeEach(async () => {
    world = await openApiWorld();
  });
  afterEach(async () => {
    await Promise.allSettled(started.map((consumer) => consumer.stop()));
    await world.close();
    started = [];
    failures.length = 0;
  });

  const start = (handler: EventHandler, more: Partial<ConsumeOptions> = {}): Consumer => {
    const where = { url: world.api.url, subscription: 'archive', token: world.token };
    const quick = { retry: { firstMs: 0, mostMs: 0 }, onError: (failure: Failure) => void failures.push(failure) };
    const consumer = consume({ ...where, ...quick, ...more }, handler);
    started.push(consumer);
    return consumer;
  };
  /** Messages in the queue or in hand, and dead ones. */
  const left = async (): Promise<readonly number[]> => {
    const counts = await world.embedded.platform.queues.counts();
    const own = subscriptionQueue('archive');
    return [own, deadLetterQueue(own)].map((name) => {
      const found = counts.find(({ queue }) => queue === name);
      return (found?.visible ?? 0) + (found?.inFlight ?? 0);
    });
  };

  test('unpacks batches, acknowledges what is done, and gets a failed event again alone', async () => {
    const handled: string[] = [];
    let tries = 0;
    start((event, { receiveCount }) => {
      if (event.id === 'B-1' && ++tries === 1) throw new Error('not now');
      handled.push(`${event.id} ${receiveCount}`);
    });
    await world.publish('m1', batch('A', 'B', 'C'));
    await world.publish('m2', batch('A', 'D'));
    await until('all', async () => handled.length === 4 && (await left())[0] === 0);
    expect(handled.toSorted()).toEqual(['A-1 1', 'B-1 2', 'C-1 1', 'D-1 1']);
    expect(failures).toMatchObject([{ kind: 'event', event: { id: 'B-1' } }]);
  });

  test('an event that always fails ends among the dead letters, and holds up nothing', async () => {
    await addSubscription(world.embedded.platform, { ...archive, target: { kind: 'queue', maxReceives: 3 } });
    const handled: string[] = [];
    await world.publish('m1', batch('A', 'bad'));
    const handler: EventHandler = ({ id }) => {
      if (id === 'bad-1') throw new Error('never');
      handled.push(id);
    };
    start(handler, { maxMessages: 1 });
    await world.publish('m2', batch('B'));
    await until('the dead letter', async () => (await left()).join() === '0,1');
    expect(handled).toEqual(['A-1', 'B-1']);
    expect(failures.map((failure) => 'receiveCount' in failure && failure.receiveCount)).toEqual([1, 2, 3]);
  });

  test('stops at once while it waits, and gives back what it has not begun', async () => {
    const abort = new AbortController();
    const waiting = start(() => undefined, { signal: abort.signal });
    abort.abort();
    await waiting.done;
    const handled: string[] = [];
    await world.publish('m1', batch('A', 'B'));
    const one: Consumer = start(({ id }) => {
      handled.push(id);
      one.stop().catch(() => undefined);
    });
    await one.done;
    expect(handled).toEqual(['A-1']);
    const answer = await world.call('/v1/subscriptions/archive/messages');
    expect(await answer.json()).toMatchObject({ messages: [{ receiveCount: 2 }] });
  });

  test('a token that is none ends it, with the reason', async () => {
    const consumer = start(() => undefined, { token: async () => 'wrong' });
    await expect(consumer.done).rejects.toMatchObject({ name: 'ConsumerError', code: 'unauthorized', status: 401 });
    await expect(consumer.done).rejects.not.toThrow('wrong');
  });

  test('asks for a snapshot', async () => {
    const consumer = start(() => undefined);
    expect(await consumer.snapshot(['party'])).toMatchObject({ status: expect.any(String), id: expect.any(String) });
  });
});

describe('when the API fails', () => {
  let server: Server;
  let url: string;
  let answers: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
  const asked: number[] = [];
  beforeEach(async () => {
    server = createServer((request, response) => {
      asked.push(Date.now());
      const answer = answers.shift();
      if (answer) answer(request, response);
      else response.end('{"messages":[]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    answers = [];
    asked.length = 0;
  });

  test('goes on after faults and busy answers, and waits as long as it is asked to', async () => {
    const failures: Failure[] = [];
    answers = [
      (_request, response) => void response.writeHead(503, { 'retry-after': '0.3' }).end('busy'),
      (_request, response) => response.destroy(),
      (_request, response) => response.end('<html>'),
      (_request, response) =>
        response.end(
          JSON.stringify({ messages: [{ id: 'm', receipt: 'r', receiveCount: 1, body: projectEvent('A', 1) }] }),
        ),
    ];
    const handled: string[] = [];
    const onError = (failure: Failure): void => void failures.push(failure);
    const options = { url, subscription: 'archive', token: 't', backoff: { firstMs: 1, mostMs: 1 }, onError };
    const consumer = consume(options, ({ id }) => void handled.push(id));
    await until('the event', () => handled.length === 1);
    await consumer.stop();
    expect(failures.map(({ error }) => (error as ConsumerError).code)).toEqual([
      'http-503',
      'unreachable',
      'answer-unreadable',
    ]);
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(295);
  });

  test('all that is wrong with the options is said at once', () => {
    const wrong = { url: 'nowhere', subscription: 'A B', token: '', concurrency: 0, maxMessages: 11, waitSeconds: 0 };
    expect(() => consume(wrong, () => undefined)).toThrow(
      /"url".*"subscription".*"token".*"concurrency".*"maxMessages".*"waitSeconds"/,
    );
  });
});
