// Generated from schemas/events/notification.batch.schema.json by `npm run generate`; edit that file instead.

/**
 * The receipt of one raw batch: what became of each of its records.
 */
export interface BatchNotification {
  readonly tenant: string;
  readonly connection: string;
  readonly connector: string;
  readonly stream: string;
  readonly run: number;
  /**
   * Number of the batch, per run and stream.
   */
  readonly batch: number;
  /**
   * Id of the batch; contains the digest of its content.
   */
  readonly batchId: string;
  /**
   * Records per outcome; their sum is the number of records in the batch.
   */
  readonly outcomes: {
    readonly [k: string]: number;
  };
}
