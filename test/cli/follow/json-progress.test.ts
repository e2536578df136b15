import { expect, test } from '@jest/globals';
import { jsonProgress } from '../../../cli/follow/json-progress.ts';
import { after, snapshot, stream } from './progress.ts';

test('a document a second', () => {
  const documents: unknown[] = [];
  const view = jsonProgress({ emit: (document) => documents.push(document), warn: () => undefined });
  for (const seconds of [0, 0.5, 1, 1.4, 2]) view.show(snapshot([stream('a', seconds * 10)]), after(seconds));
  expect(documents).toHaveLength(3);
  expect(documents[2]).toMatchObject({ type: 'progress', run: 'demo/1', streams: [{ stream: 'a', records: 20 }] });
});
