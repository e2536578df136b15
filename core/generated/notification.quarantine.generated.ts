// Generated from schemas/events/notification.quarantine.schema.json by `npm run generate`; edit that file instead.

/**
 * Records of a batch were set aside because they could not be processed. Their content and the reasons are in the quarantine only.
 */
export interface QuarantineNotification {
  readonly tenant: string;
  readonly connection: string;
  readonly stream: string;
  readonly run: number;
  /**
   * Id of the raw batch they came in.
   */
  readonly batchId: string;
  /**
   * How many records of the batch were quarantined.
   */
  readonly records: number;
}
