import { expect, test } from '@jest/globals';
import { countingHandler } from '../../../infra/monitoring/counting-handler.ts';
import type { Measure } from '../../../infra/monitoring/measures.ts';
import type { ReceivedMessage } from '../../../platform/ports.ts';

const message = (id: string, body: string) => ({ id, body }) as ReceivedMessage;
const receipt = JSON.stringify({ connector: 'demo', outcomes: { created: 2 } });

test('counts what it can read, and only the rest comes again', async () => {
  const counted: Measure[] = [];
  const warned: string[] = [];
  const handler = countingHandler({
    count: (measures) => void counted.push(...measures),
    warn: (text) => void warned.push(text),
  });
  const messages = [message('a', receipt), message('b', 'no JSON'), message('c', receipt)];
  expect(await handler(messages, new AbortController().signal)).toEqual(['b']);
  expect(counted.map(({ value }) => value)).toEqual([2, 2]);
  expect(warned).toEqual(['Notification b cannot be counted.']);
});
