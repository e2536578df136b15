import { digestOf } from '../../core/digest.ts';
import type { RawRecord } from '../records/read-records.ts';

/** Requests remembered: an ERP that goes in a circle does so within a few pages, and a continuation stays under 2 KB. */
const remembered = 50;

/** What is kept of the pages read so far to notice that the ERP goes in a circle; plain JSON, part of the continuation. */
export type Trail = {
  /** Digests of the last requests, newest last. */
  readonly requests: readonly string[];
  /** Digest of the last page that had records. */
  readonly content?: string;
};

export const emptyTrail: Trail = { requests: [] };

export function requestDigest(method: string, url: URL): string {
  return digestOf(method, url.href);
}

/** True when a page was already asked for in the same words. */
export function wasAsked(trail: Trail, request: string): boolean {
  return trail.requests.includes(request);
}

/**
 * What tells one page from another: all its keys, and the whole of its first and last record, which change when a record
 * does. Undefined for an empty page.
 */
export function contentDigest(records: readonly RawRecord[]): string | undefined {
  const [first, last] = [records[0], records.at(-1)];
  if (!first || !last) return undefined;
  return digestOf(first.text, last.text, ...records.map(({ key }) => key));
}

/** The trail after a page. */
export function extendTrail(trail: Trail, request: string, content: string | undefined): Trail {
  const last = content ?? trail.content;
  return {
    requests: [...trail.requests, request].slice(-remembered),
    ...(last === undefined ? {} : { content: last }),
  };
}
