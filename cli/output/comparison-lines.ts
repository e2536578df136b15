import type { FieldDifference } from '../../transformer/compare/differences.ts';
import type {
  ComparisonSummary,
  Discrepancy,
  DiscrepancyKind,
  RecordPlace,
} from '../../transformer/compare/discrepancy.ts';
import { tableLines } from './table.ts';

type Of<Kind extends DiscrepancyKind> = Extract<Discrepancy, { kind: Kind }>;

/** A comparison for people: a table per kind of discrepancy, and what it comes to. */
export function comparisonLines(
  shown: readonly Discrepancy[],
  summary: ComparisonSummary,
  kinds: readonly DiscrepancyKind[],
  width: number,
): readonly string[] {
  const sections = kinds.flatMap((kind) => {
    const some = shown.filter((one) => one.kind === kind);
    if (some.length === 0) return [];
    const total = totalOf(summary, kind);
    const more = total > some.length ? ` (${some.length} of ${total}; --limit shows more)` : ` (${total})`;
    return [`${titleOf(summary, kind)}${more}`, ...sectionLines(some, summary, width).map((line) => `  ${line}`), ''];
  });
  return [...sections, ...summaryLines(summary)];
}

function titleOf({ left, right }: ComparisonSummary, kind: DiscrepancyKind): string {
  switch (kind) {
    case 'differing':
      return 'Differing';
    case 'left':
      return `Only in ${left}`;
    case 'right':
      return `Only in ${right}`;
    case 'ambiguous':
      return 'Ambiguous: not told apart by their identifiers';
    case 'unmatchable':
      return 'Unmatchable: without an identifier';
  }
}

function totalOf(summary: ComparisonSummary, kind: DiscrepancyKind): number {
  switch (kind) {
    case 'differing':
      return summary.differing;
    case 'left':
      return summary.onlyLeft;
    case 'right':
      return summary.onlyRight;
    case 'ambiguous':
      return summary.ambiguous;
    case 'unmatchable':
      return summary.unmatchable.left + summary.unmatchable.right;
  }
}

function sectionLines(
  found: readonly Discrepancy[],
  { left, right }: ComparisonSummary,
  width: number,
): readonly string[] {
  const room = Math.max(20, width - 2);
  const [first] = found;
  if (first?.kind === 'differing') {
    const titles = [{ title: 'object', shrink: true }, { title: 'matched by' }, { title: 'field' }];
    const columns = [...titles, { title: left, align: 'left' } as const, { title: right, align: 'left' } as const];
    return tableLines(
      columns,
      found.flatMap((one) => (one.kind === 'differing' ? differingRows(one) : [])),
      room,
    );
  }
  const columns = [{ title: 'connection' }, { title: 'stream' }, { title: 'key', align: 'left' as const }];
  const rest = [{ title: first?.kind === 'ambiguous' ? 'why' : 'identifiers' }, { title: 'what', shrink: true }];
  return tableLines([...columns, ...rest], found.flatMap(recordRows), room);
}

function differingRows({ left, matchedBy, fields }: Of<'differing'>): readonly (readonly string[])[] {
  return fields.map(({ field, ...values }, index) => [
    index === 0 ? (left[0]?.label ?? '') : '',
    index === 0 ? matchedBy : '',
    field,
    valueText(values, 'left'),
    valueText(values, 'right'),
  ]);
}

function valueText(values: Omit<FieldDifference, 'field'>, side: 'left' | 'right'): string {
  const value = values[side];
  if (value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function recordRows(found: Discrepancy): readonly (readonly string[])[] {
  const row = ({ connection, stream, key, label }: RecordPlace, why: string): readonly string[] => [
    ...[connection, stream, key, why, label],
  ];
  switch (found.kind) {
    case 'differing':
      return [];
    case 'left':
    case 'right':
      return found.records.map((record) => row(record, found.identifiers.join(' ')));
    case 'ambiguous': {
      const why =
        found.reason === 'several' ? `all have ${found.matchedBy}` : `${found.matchedBy}, but other numbers differ`;
      return [...found.left, ...found.right].map((record, index) => row(record, index === 0 ? why : ''));
    }
    case 'unmatchable':
      return [row(found.record, '-')];
  }
}

function summaryLines(summary: ComparisonSummary): readonly string[] {
  const { entity, left, right, records, equal, differing, onlyLeft, onlyRight, ambiguous, unmatchable } = summary;
  const { onlyLeftHas, onlyRightHas, leftOut } = summary.notCompared;
  const notCompared = [
    ...(onlyLeftHas.length > 0 ? [`only ${left} has ${onlyLeftHas.join(', ')}`] : []),
    ...(onlyRightHas.length > 0 ? [`only ${right} has ${onlyRightHas.join(', ')}`] : []),
    ...(leftOut.length > 0 ? [`left out: ${leftOut.join(', ')}`] : []),
  ];
  return [
    `${entity}: ${records.left} records of ${left}, ${records.right} of ${right}`,
    `  equal           ${equal}`,
    `  differing       ${differing}`,
    `  only in ${left}: ${onlyLeft}, only in ${right}: ${onlyRight}`,
    `  ambiguous       ${ambiguous}`,
    `  unmatchable     ${unmatchable.left} of ${left}, ${unmatchable.right} of ${right}`,
    ...(summary.changedMeanwhile > 0 ? [`  changed while this ran: ${summary.changedMeanwhile}`] : []),
    ...notCompared.map((text) => `  not compared, ${text}`),
  ];
}
