import { expect, test } from '@jest/globals';
import { judge } from '../../../bench/ours/compare.ts';
import type { PeerRun } from '../../../bench/peers.ts';

const run = (peer: string, wall: number, cpu: number, rss: number): PeerRun => ({
  ...{ peer, n: 100_000, style: 'a', wall, cpu, rss, rc: 0, got: 100_000, distinct: 100_000, load: 1 },
});

test('the product is judged beside the medians of the other two', () => {
  const runs = [run('OURS', 3, 4, 200), run('dlt-jsonl', 12, 12, 180), run('node-fast', 2, 3, 160)];
  const { limits, peers } = judge(runs, [run('OURS', 30, 40, 210)]);
  expect(limits.map(({ value }) => value)).toEqual([4, 4 / 3, 200, 1.05]);
  expect(peers['OURS']).toEqual({ recordsPerSecond: 100_000 / 3, cpuPerMillion: 40, peakMegabytes: 200 });
  expect(judge(runs, []).limits).toHaveLength(3);
});
