import { createRandom, mixSeed } from '../common/random.ts';
import { keyText, type Row } from './edm.ts';
import { type EntitySetName, entityTypes } from './model.ts';

/** How the API of an ERP changes one day. It stays so until `DELETE /_control/drift`. */
export type Drift =
  | { readonly kind: 'rename-field'; readonly entitySet: EntitySetName; readonly field: string; readonly to: string }
  | { readonly kind: 'add-field'; readonly entitySet: EntitySetName; readonly field: string; readonly value: unknown }
  | { readonly kind: 'retype-field'; readonly entitySet: EntitySetName; readonly field: string; readonly to: FieldType }
  | {
      /** Such as a code that nobody has ever seen. */
      readonly kind: 'new-value';
      readonly entitySet: EntitySetName;
      readonly field: string;
      readonly value: unknown;
      /** Of the records; all unless told. */
      readonly share?: number;
    }
  | {
      /** Records are in no answer and in no count any more, and nobody deleted them. */
      readonly kind: 'hide-rows';
      readonly entitySet: EntitySetName;
      readonly share: number;
    };

export const driftKinds = ['rename-field', 'add-field', 'retype-field', 'new-value', 'hide-rows'] as const;
export const fieldTypes = ['text', 'number', 'object', 'null'] as const;
export type FieldType = (typeof fieldTypes)[number];

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

function retyped(value: unknown, to: FieldType): unknown {
  switch (to) {
    case 'text':
      return String(value);
    case 'number':
      return Number(String(value).replace(/[^\d.-]/g, '')) || 0;
    case 'object':
      return { value };
    case 'null':
      return null;
  }
}

function changed(drift: Exclude<Drift, { kind: 'hide-rows' }>, field: string, record: Row): Row {
  if (drift.kind === 'add-field') return { ...record, [field]: drift.value };
  if (!Object.hasOwn(record, field)) return record;
  switch (drift.kind) {
    case 'rename-field':
      return Object.fromEntries(
        Object.entries(record).map(([name, value]) => [name === field ? drift.to : name, value] as const),
      );
    case 'retype-field':
      return { ...record, [field]: retyped(record[field], drift.to) };
    case 'new-value':
      return { ...record, [field]: drift.value };
  }
}

/** A field of the lines is `to_Item.Name`. */
function changedAnywhere(drift: Exclude<Drift, { kind: 'hide-rows' }>, record: Row): Row {
  const [collection = '', ofLine] = drift.field.split('.');
  const lines = record[collection];
  if (ofLine === undefined || !Array.isArray(lines)) return changed(drift, drift.field, record);
  return { ...record, [collection]: lines.map((line: Row) => changed(drift, ofLine, line)) };
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
