/** What can go wrong outside of a handler. `transient` tells whether trying again can help. */
export class ConsumerError extends Error {
  /** `options`, `unreachable`, `answer-unreadable`, `event-invalid`, `body-unreadable`, or the code of the API's problem document. */
  readonly code: string;
  readonly status: number | undefined;
  readonly transient: boolean;
  /** How long the API asked to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: string,
    message: string,
    more: { readonly status?: number; readonly transient?: boolean; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message);
    this.name = 'ConsumerError';
    this.code = code;
    this.status = more.status;
    this.transient = more.transient ?? false;
    this.retryAfterMs = more.retryAfterMs;
  }
}
