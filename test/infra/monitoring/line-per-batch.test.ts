import { expect, test } from '@jest/globals';
import { linePerBatch } from '../../../infra/monitoring/line-per-batch.ts';
import type { ReceivedMessage } from '../../../platform/ports.ts';

const pointer = (batchId: string) => ({
  ...{ tenant: 'acme', connection: 'books', run: 7, connector: 'demo', stream: 'invoices', batch: 1, batchId },
});
const message = (id: string, body: string) => ({ id, body }) as ReceivedMessage;

test('each batch has lines of its own, with whose it is; what is no pointer shows nothing of itself', async () => {
  const said: unknown[] = [];
  const telemetry = {
    about: (keys: object) => void said.push(keys),
    info: (text: string, details?: object) => void said.push(text, details),
  };
  const handler = linePerBatch(telemetry, async ([one], { aborted }) => {
    said.push(`handler ${one?.id} ${aborted}`);
    return one?.id === 'b' ? ['b'] : [];
  });
  const messages = [message('a', JSON.stringify(pointer('b1'))), message('b', 'secret')];
  expect(await handler(messages, new AbortController().signal)).toEqual(['b']);
  const milliseconds = { milliseconds: expect.any(Number) };
  expect(said).toEqual([
    { tenant: 'acme', connection: 'books', run: 7, stream: 'invoices', batch: 'b1' },
    ...['handler a false', 'The batch is handled.', milliseconds],
    {},
    ...['handler b false', 'The batch comes again.', milliseconds],
    {},
  ]);
});
