import { expect, test } from '@jest/globals';
import { timeByStage } from '../../../bench/pipeline/stages.ts';

const frame = (functionName: string, url: string) => ({ functionName, url });

test('a sample belongs to the innermost frame that has a stage', () => {
  const time = timeByStage({
    nodes: [
      { id: 1, callFrame: frame('(root)', ''), children: [2, 5, 6] },
      { id: 2, callFrame: frame('processBatch', 'file:///x/transformer/process-batch.ts'), children: [3] },
      { id: 3, callFrame: frame('apply', 'file:///x/platform/embedded/record-store.ts'), children: [4] },
      { id: 4, callFrame: frame('run', 'node:sqlite') },
      { id: 5, callFrame: frame('(idle)', '') },
      { id: 6, callFrame: frame('unheard', 'node:net') },
    ],
    samples: [4, 2, 5, 6],
    timeDeltas: [10, 20, 30, 40],
  });
  expect(Object.fromEntries(time)).toEqual({
    ...{ 'record store': 10, 'transform: compare, decide': 20, idle: 30, 'everything else': 40 },
  });
});
