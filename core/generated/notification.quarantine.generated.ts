// Generated from schemas/events/notification.quarantine.schema.json by `npm run generate`; edit that file instead.

/**
 * A record was set aside because it could not be processed. Its content and the full reason are in the quarantine only.
 */
export interface QuarantineNotification {
  readonly tenant: string;
  readonly connection: string;
  readonly stream: string;
  readonly run: number;
  readonly batch: number;
  /**
   * Index of the record in its batch.
   */
  readonly index: number;
  /**
   * Key of the record; absent when it has none.
   */
  readonly key?: string;
  /**
   * The reason, as a word: schema-violation, mapping-failed, key-missing.
   */
  readonly code: string;
}
