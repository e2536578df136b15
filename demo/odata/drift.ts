import { changed, type FieldChange, fieldChangeKinds } from '../common/field-change.ts';
import { createRandom, mixSeed } from '../common/random.ts';
import { keyText, type Row } from './edm.ts';
import { type EntitySetName, entityTypes } from './model.ts';

/** How the API of an ERP changes one day. It stays so until `DELETE /_control/drift`. */
export type Drift =
  | (FieldChange & { readonly entitySet: EntitySetName })
  | {
      /** Records are in no answer and in no count any more, and nobody deleted them. */
      readonly kind: 'hide-rows';
      readonly entitySet: EntitySetName;
      readonly share: number;
    };

export const driftKinds: readonly Drift['kind'][] = [...fieldChangeKinds, 'hide-rows'];

export type Drifts = {
  /** Grows with every change. */
  version(): number;
  add(drift: Drift): void;
  clear(): void;
  /** Whether answers leave the record out. */
  isHidden(entitySet: EntitySetName, row: Row): boolean;
  /** What is sent in place of a record: after fields were selected, for the service accepts the old names on. */
  applied(entitySet: EntitySetName, row: Row, shown: Row): Row;
};

/** Whether a record is in that share of all; always the same ones for the same field. */
function isHit(entitySet: EntitySetName, row: Row, what: string, share: number): boolean {
  const signs = [...`${what} ${keyText(entityTypes[entitySet], row)}`].map((sign) => sign.codePointAt(0) ?? 0);
  return createRandom(mixSeed(...signs)).chance(share);
}

/** A field of the lines is `to_Item.Name`. */
function changedAnywhere(drift: FieldChange, record: Row): Row {
  const [collection = '', ofLine] = drift.field.split('.');
  const lines = record[collection];
  if (ofLine === undefined || !Array.isArray(lines)) return changed(drift, drift.field, record, String);
  return { ...record, [collection]: lines.map((line: Row) => changed(drift, ofLine, line, String)) };
}

export function createDrifts(): Drifts {
  let drifts: readonly Drift[] = [];
  let version = 0;
  const set = (next: readonly Drift[]): void => {
    drifts = next;
    version += 1;
  };
  return {
    version: () => version,
    add: (drift) => set([...drifts, drift]),
    clear: () => set([]),
    isHidden: (entitySet, row) =>
      drifts.some(
        (drift) =>
          drift.kind === 'hide-rows' && drift.entitySet === entitySet && isHit(entitySet, row, '', drift.share),
      ),
    applied: (entitySet, row, shown) =>
      drifts.reduce<Row>((record, drift) => {
        if (drift.entitySet !== entitySet || drift.kind === 'hide-rows') return record;
        const share = drift.kind === 'new-value' ? (drift.share ?? 1) : 1;
        return isHit(entitySet, row, drift.field, share) ? changedAnywhere(drift, record) : record;
      }, shown),
  };
}
