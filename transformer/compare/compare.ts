import { type CompareDeps, prepareComparison, type Question } from './comparison.ts';
import { differingObjects, withContent } from './contents.ts';
import type { ComparisonSummary, Discrepancy, DiscrepancyKind } from './discrepancy.ts';

/**
 * Compares what two connections of a tenant have stored of an entity. Both are gone through in key order, once, into an
 * index in memory of some hundred bytes per record (object-index.ts); matched there; and only what is not equal by its
 * hash, or is told with its content, is read again.
 */
export async function* compareRecords(
  deps: CompareDeps,
  question: Question,
): AsyncGenerator<Discrepancy, ComparisonSummary> {
  const comparison = await prepareComparison(deps, question);
  const { index, matching } = comparison;
  const room = (kind: DiscrepancyKind): number => (question.kinds.includes(kind) ? question.limit : 0);
  let [differing, changedMeanwhile] = [0, 0];
  for await (const found of differingObjects(comparison)) {
    if (found === 'gone') changedMeanwhile++;
    else if (++differing <= room('differing')) yield found;
  }
  for (const kind of ['left', 'right', 'ambiguous', 'unmatchable'] as const)
    yield* withContent(comparison, kind, room(kind));
  const { matched, ambiguous, onlyLeft, onlyRight, unmatchable } = matching;
  const leftUnmatchable = unmatchable.filter(index.isLeft).length;
  return {
    ...{ entity: question.entity, left: question.left, right: question.right, records: comparison.records },
    ...{ equal: matched.length - differing - changedMeanwhile, differing },
    ...{ onlyLeft: onlyLeft.length, onlyRight: onlyRight.length, ambiguous: ambiguous.length },
    unmatchable: { left: leftUnmatchable, right: unmatchable.length - leftUnmatchable },
    ...{ changedMeanwhile, notCompared: comparison.choice.notCompared },
  };
}
