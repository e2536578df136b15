import { expect, test } from '@jest/globals';
import { parseBatchMessage, pointerMessage } from '../../core/messages.ts';
import type { Manifest } from '../../core/run.ts';

const manifest: Manifest = {
  ...{
    tenant: 't',
    connection: 'c',
    stream: 's',
    run: 7,
    batch: 3,
    id: 't/c/s/7/3-digest',
    count: 500,
    digest: 'digest',
  },
  ...{ blob: 'raw/t/c/s/7/3-digest.zst', bytes: 1000, declaredAt: '2026-01-01T00:00:00.000Z', publishes: 0 },
};

test('a pointer says where a batch is, in under 1 KB, and reads back', () => {
  const message = pointerMessage('erp', manifest);
  expect(Buffer.byteLength(message.body)).toBeLessThan(1024);
  expect(message.id).toBe(manifest.id);
  expect(parseBatchMessage(message.body)).toEqual({
    tenant: 't',
    connection: 'c',
    connector: 'erp',
    stream: 's',
    run: 7,
    batch: 3,
    batchId: manifest.id,
  });
});

test.each(['', 'null', '[]', '"text"', '{"tenant":"t"}', '{"run":"7"}'])('refuses %j in plain words', (body) => {
  expect(() => parseBatchMessage(body)).toThrow(/^A message is not a pointer to a batch: /);
});
