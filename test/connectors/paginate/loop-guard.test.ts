import { expect, test } from '@jest/globals';
import {
  contentDigest,
  emptyTrail,
  extendTrail,
  requestDigest,
  wasAsked,
} from '../../../connectors/paginate/loop-guard.ts';

test('remembers the last fifty requests and the last page that had records', () => {
  const digests = Array.from({ length: 60 }, (_, page) =>
    requestDigest('GET', new URL(`https://erp.test/?page=${page}`)),
  );
  const trail = digests.reduce(
    (all, digest, page) => extendTrail(all, digest, page === 3 ? 'content' : undefined),
    emptyTrail,
  );
  expect(trail).toEqual({ requests: digests.slice(10), content: 'content' });
  expect(wasAsked(trail, String(digests[59]))).toBe(true);
  expect(wasAsked(trail, requestDigest('POST', new URL('https://erp.test/?page=59')))).toBe(false);
});

test('pages differ in their keys, their order, or their first or last record', () => {
  const record = (key: string, text = key): { key: string; text: string } => ({ key, text });
  const pages = [
    [record('a'), record('b')],
    [record('b'), record('a')],
    [record('a'), record('b', 'changed')],
    [record('a')],
  ];
  expect(new Set(pages.map(contentDigest)).size).toBe(4);
  expect(contentDigest([record('a'), record('b')])).toBe(contentDigest([record('a'), record('b')]));
  expect(contentDigest([])).toBeUndefined();
});
