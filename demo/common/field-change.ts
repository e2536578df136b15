type Row = Readonly<Record<string, unknown>>;

export const fieldTypes = ['text', 'number', 'object', 'null'] as const;
type FieldType = (typeof fieldTypes)[number];

/** How the API of an ERP sends a field otherwise one day. */
export type FieldChange =
  | { readonly kind: 'rename-field'; readonly field: string; readonly to: string }
  | { readonly kind: 'add-field'; readonly field: string; readonly value: unknown }
  | { readonly kind: 'retype-field'; readonly field: string; readonly to: FieldType }
  | {
      /** Such as a code that nobody has ever seen. */
      readonly kind: 'new-value';
      readonly field: string;
      readonly value: unknown;
      /** Of the records; all unless told. */
      readonly share?: number;
    };

export const fieldChangeKinds = ['rename-field', 'add-field', 'retype-field', 'new-value'] as const;

/** The record with one field changed: `field`, which for the field of a line is only the end of the change's own. */
export function changed(change: FieldChange, field: string, record: Row, textOf: (value: unknown) => string): Row {
  if (change.kind === 'add-field') return { ...record, [field]: change.value };
  if (!Object.hasOwn(record, field)) return record;
  switch (change.kind) {
    case 'rename-field':
      return Object.fromEntries(
        Object.entries(record).map(([name, value]) => [name === field ? change.to : name, value] as const),
      );
    case 'retype-field':
      return { ...record, [field]: retyped(record[field], change.to, textOf) };
    case 'new-value':
      return { ...record, [field]: change.value };
  }
}

function retyped(value: unknown, to: FieldType, textOf: (value: unknown) => string): unknown {
  switch (to) {
    case 'text':
      return textOf(value);
    case 'number':
      return Number(textOf(value).replace(/[^\d.-]/g, '')) || 0;
    case 'object':
      return { value };
    case 'null':
      return null;
  }
}
