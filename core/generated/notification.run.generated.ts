// Generated from schemas/events/notification.run.schema.json by `npm run generate`; edit that file instead.

/**
 * A run ended or was interrupted: published when its watermarks move, when it fails, and when it is going to be continued by another execution.
 */
export interface RunNotification {
  readonly tenant: string;
  readonly connection: string;
  readonly connector: string;
  readonly run: number;
  /**
   * Partial: some streams settled, others did not. Interrupted: the execution ended without a result, and the run goes on in the next one.
   */
  readonly status: 'succeeded' | 'partial' | 'failed' | 'interrupted';
  readonly streams: readonly RunStreamResult[];
  readonly error?: RunError;
}
export interface RunStreamResult {
  readonly stream: string;
  /**
   * True when every declared record has its outcome and the watermark moved.
   */
  readonly ok: boolean;
  /**
   * Records read.
   */
  readonly records: number;
  /**
   * Records per outcome.
   */
  readonly outcomes: {
    readonly [k: string]: number;
  };
  readonly seconds: number;
  /**
   * The cursor value up to which data has arrived.
   */
  readonly watermark?: string;
  readonly error?: RunError;
}
export interface RunError {
  /**
   * Name of the error, as the state machine knows it.
   */
  readonly name: string;
  /**
   * Which case of it.
   */
  readonly code?: string;
  /**
   * What happened, where, and what to do.
   */
  readonly message: string;
}
