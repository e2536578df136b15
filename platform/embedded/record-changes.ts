import type { Applied, RecordWrite, StoredEntity } from '../ports.ts';
import { entitiesLine } from '../record-body.ts';

/** A row of table record. `bodyId` and `bodyIndex` are there when the record has entities. */
export type RecordRow = {
  readonly revision: string;
  readonly rawDigest: string;
  readonly outcome: string;
  readonly entities: string;
  readonly bodyId: number | null;
  readonly bodyIndex: number | null;
};

export type RecordChange = {
  readonly before?: RecordRow;
  readonly after: Pick<RecordRow, 'revision' | 'rawDigest' | 'outcome'>;
  /** What it maps to now; absent when the stored entities stay. */
  readonly replacement?: { readonly entities: readonly StoredEntity[]; readonly line?: number };
};

export type RecordChanges = {
  /** Per write, what became of it. */
  readonly applied: readonly Applied[];
  readonly changes: ReadonlyMap<string, RecordChange>;
  /** Lines of the new body. */
  readonly lines: readonly string[];
};

/** The line of each write that has entities. */
export function linesOf(writes: readonly RecordWrite[]): readonly (string | undefined)[] {
  return writes.map(({ entities = [] }) => (entities.length === 0 ? undefined : entitiesLine(entities)));
}

/** Decides in the order of `writes` which are newer than what is stored: a later write of a key meets the earlier one. */
export function planChanges(
  stored: ReadonlyMap<string, RecordRow>,
  writes: readonly RecordWrite[],
  texts: readonly (string | undefined)[] = linesOf(writes),
): RecordChanges {
  const changes = new Map<string, RecordChange>();
  const lines: string[] = [];
  const applied = writes.map((write, index): Applied => {
    const change = changes.get(write.key);
    const before = stored.get(write.key);
    const current = change?.after ?? before;
    if (current !== undefined && write.revision <= current.revision) return 'superseded';
    if (current?.revision !== write.basedOn) return 'moved';
    const replacement =
      write.entities === undefined
        ? change?.replacement
        : { entities: write.entities, ...addLine(lines, texts[index]) };
    changes.set(write.key, {
      ...(before && { before }),
      after: { revision: write.revision, rawDigest: write.rawDigest, outcome: write.outcome },
      ...(replacement && { replacement }),
    });
    return 'written';
  });
  return { applied, changes, lines };
}

function addLine(lines: string[], text: string | undefined): { readonly line?: number } {
  return text === undefined ? {} : { line: lines.push(text) - 1 };
}
