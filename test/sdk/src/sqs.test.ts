import { expect, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import type { Failure } from '../../../sdk/src/apply-options.ts';
import { handleSqsEvent, type SqsEvent } from '../../../sdk/src/sqs.ts';
import { projectEvent } from '../sdk-events.ts';

const record = (messageId: string, body: string, encoding?: string): SqsEvent['Records'][number] => ({
  ...{ messageId, body, attributes: { ApproximateReceiveCount: '2' } },
  messageAttributes: encoding === undefined ? {} : { 'body-encoding': { stringValue: encoding } },
});
const batch = (...subjects: readonly string[]): string =>
  JSON.stringify(subjects.map((subject) => projectEvent(subject, 1)));

test('only messages with a failed event come again, and then only that event is handled', async () => {
  const handled: string[] = [];
  const failures: Failure[] = [];
  let broken = true;
  const handle = handleSqsEvent(
    ({ id }, { receiveCount }) => {
      if (broken && id === 'B-1') throw new Error('no');
      handled.push(`${id} ${receiveCount}`);
    },
    { onError: (failure) => failures.push(failure) },
  );
  const event = {
    Records: [
      record('m1', batch('A', 'B')),
      record('m2', batch('C')),
      record('m3', 'nothing of ours'),
      record('m4', JSON.stringify(batch('D')), 'json'),
      record('m5', JSON.stringify({ specversion: '1.0', id: 'n', source: '/t', type: 'tributary.notification.run' })),
    ],
  };
  expect(await handle(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm3' }] });
  expect(handled).toEqual(['A-1 2', 'C-1 2', 'D-1 2', 'n 2']);
  expect(failures.map(({ kind }) => kind).toSorted()).toEqual(['event', 'invalid']);
  broken = false;
  expect(await handle({ Records: [record('m1', batch('A', 'B'))] })).toEqual({ batchItemFailures: [] });
  expect(handled.slice(4)).toEqual(['B-1 2']);
});

test("takes Lambda's own type", () => {
  const handle: (event: SQSEvent) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }> = handleSqsEvent(
    () => undefined,
  );
  expect(handle).toBeInstanceOf(Function);
});
