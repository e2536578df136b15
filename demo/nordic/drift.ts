import { changed, type FieldChange } from '../common/field-change.ts';
import { createRandom, mixSeed } from '../common/random.ts';
import { digitsOf } from './exact.ts';
import type { ResourceName, Row } from './model.ts';

/** How the API of an ERP changes one day. It stays so until `DELETE /_control/drift`. */
export type Drift = FieldChange & { readonly resource: ResourceName };

/** The record as the changed API sends it. */
export function drifted(drifts: readonly Drift[], resource: ResourceName, id: number, row: Row): Row {
  return drifts
    .filter((drift) => drift.resource === resource && isHit(drift, id))
    .reduce<Row>((record, drift) => changed(drift, drift.field, record, plainText), row);
}

/** Whether a record is in the share that a drift changes; always the same ones. */
function isHit(drift: Drift, id: number): boolean {
  return drift.kind !== 'new-value' || createRandom(mixSeed(id, 41)).chance(drift.share ?? 1);
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : digitsOf(value);
}
