import { createRandom, mixSeed } from '../common/random.ts';
import { digitsOf } from './exact.ts';
import type { ResourceName, Row } from './model.ts';

/** How the API of an ERP changes one day. It stays so until `DELETE /_control/drift`. */
export type Drift =
  | { readonly kind: 'rename-field'; readonly resource: ResourceName; readonly field: string; readonly to: string }
  | { readonly kind: 'add-field'; readonly resource: ResourceName; readonly field: string; readonly value: unknown }
  | {
      readonly kind: 'retype-field';
      readonly resource: ResourceName;
      readonly field: string;
      readonly to: 'text' | 'number' | 'object' | 'null';
    }
  | {
      readonly kind: 'new-value';
      readonly resource: ResourceName;
      readonly field: string;
      readonly value: unknown;
      /** Of the records; all unless told. */
      readonly share?: number;
    };

export const driftKinds = ['rename-field', 'add-field', 'retype-field', 'new-value'] as const;

/** The record as the changed API sends it. */
export function drifted(drifts: readonly Drift[], resource: ResourceName, id: number, row: Row): Row {
  return drifts
    .filter((drift) => drift.resource === resource)
    .reduce<Row>((record, drift) => applied(drift, id, record), row);
}

function applied(drift: Drift, id: number, record: Row): Row {
  const { field } = drift;
  switch (drift.kind) {
    case 'rename-field': {
      const entries = Object.entries(record).map(([name, value]) => [name === field ? drift.to : name, value] as const);
      return Object.fromEntries(entries);
    }
    case 'add-field':
      return { ...record, [field]: drift.value };
    case 'retype-field':
      return Object.hasOwn(record, field) ? { ...record, [field]: retyped(record[field], drift.to) } : record;
    case 'new-value': {
      const hit = createRandom(mixSeed(id, 41)).chance(drift.share ?? 1);
      return hit && Object.hasOwn(record, field) ? { ...record, [field]: drift.value } : record;
    }
  }
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : digitsOf(value);
}

function retyped(value: unknown, to: 'text' | 'number' | 'object' | 'null'): unknown {
  switch (to) {
    case 'text':
      return plainText(value);
    case 'number':
      return Number(plainText(value).replace(/[^\d.-]/g, '')) || 0;
    case 'object':
      return { value };
    case 'null':
      return null;
  }
}
