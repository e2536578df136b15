// Generated from schemas/events/notification.drift.schema.json by `npm run generate`; edit that file instead.

/**
 * An ERP sent other than its registered source schema or the code lists of its mapping say. Published once per connection, stream, path and kind, and for an unknown code once per code.
 */
export interface DriftNotification {
  readonly tenant: string;
  readonly connection: string;
  readonly stream: string;
  /**
   * The run that showed it first.
   */
  readonly run: number;
  readonly batch: number;
  /**
   * What differs. unknown-code: no code list of the mapping has it, and the record went on, with the code as it came or without the field.
   */
  readonly kind: 'field-added' | 'field-missing' | 'type-changed' | 'value-added' | 'format-changed' | 'unknown-code';
  /**
   * The field, as a path from the record.
   */
  readonly path: string;
  /**
   * What it breaks.
   */
  readonly class: 'additive' | 'risky' | 'breaking';
  /**
   * What was done.
   */
  readonly policy: 'ignore' | 'notify' | 'quarantine' | 'halt';
  /**
   * What the source schema says.
   */
  readonly expected?: string;
  /**
   * What came, as a type or format; never a value.
   */
  readonly found?: string;
  /**
   * Of an unknown code: the code itself. Nothing else of a record is told.
   */
  readonly value?: string;
  /**
   * Target fields that read this one, as <entity>.<path>.
   */
  readonly affects?: readonly string[];
}
