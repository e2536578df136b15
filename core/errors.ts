/**
 * The errors of the product. `name` is a contract: the same constant is thrown here and matched by `Retry` and `Catch`
 * in infra/sync.asl.json. `code` says which case it was; `details` are safe to log and to show.
 */
export const retryable = {
  /** The ERP did not answer, answered 5xx, or cut its answer short. */
  ErpUnavailable: 'ErpUnavailable',
  /** A platform service (database, queue, blob store) failed in a way that may pass. */
  PlatformUnavailable: 'PlatformUnavailable',
} as const;

export const permanent = {
  /** The ERP understood the request and refused it (4xx other than 401, 403 and 429). */
  ErpRejected: 'ErpRejected',
  /** The ERP answered something the connector's definition does not allow for. */
  ErpContractBroken: 'ErpContractBroken',
  /** The ERP (or its token endpoint) does not accept the connection's credentials. */
  CredentialsRejected: 'CredentialsRejected',
  /** A newer attempt holds the connection's lease: this work may write nothing more. */
  FenceLost: 'FenceLost',
  /** A declared batch has no complete outcome, or the ledger does not add up. */
  NotSettled: 'NotSettled',
  /** Something named in a command or a message does not exist. */
  NotFound: 'NotFound',
  /** A command or configuration that cannot be carried out as given. */
  InvalidInput: 'InvalidInput',
  /** The data directory is damaged, full, of another version, or in use. The process must end. */
  StorageFailed: 'StorageFailed',
} as const;

export type RetryableName = keyof typeof retryable;
export type PermanentName = keyof typeof permanent;
export type ErrorName = RetryableName | PermanentName;

/** Values that may be shown and logged: never a secret, never a record's content. */
export type SafeDetails = Readonly<Record<string, string | number | boolean | undefined>>;

export type ErrorOptions = {
  /** kebab-case, names the case: `record-path-missing`. */
  readonly code: string;
  /** What happened, where, and what to do, in one or two sentences. */
  readonly message: string;
  readonly details?: SafeDetails;
  readonly cause?: unknown;
};

export class TributaryError extends Error {
  override readonly name: ErrorName;
  readonly code: string;
  readonly details: SafeDetails;

  constructor(name: ErrorName, options: ErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = name;
    this.code = options.code;
    this.details = options.details ?? {};
  }
}

export function isRetryable(error: unknown): boolean {
  return Error.isError(error) && error.name in retryable;
}

/** True for an error of ours with that name, also one that crossed a realm or a process. */
export function isNamed(error: unknown, name: ErrorName): boolean {
  return Error.isError(error) && error.name === name;
}

/** The message of anything that was thrown, without its stack. */
export function messageOf(error: unknown): string {
  return Error.isError(error) ? error.message : String(error);
}

/** An error as a state machine carries it. */
export type StateError = { readonly Error: string; readonly Cause?: string };

/** A reason of this many bytes has room in any state of which there is one. */
const reasonBytes = 2000;

/**
 * Puts the code behind the message, because a state machine keeps only name and message; the message is cut where it
 * would take more than `bytes` in a state, which holds it as JSON within JSON.
 */
export function stateMessage(error: unknown, bytes: number = reasonBytes): string {
  const code = Error.isError(error) && 'code' in error && typeof error.code === 'string' ? ` [${error.code}]` : '';
  return `${cutReason(messageOf(error), bytes - code.length)}${code}`;
}

/** The text, cut where it would take more than so many bytes in a state. */
export function cutReason(text: string, bytes: number): string {
  const excess = (kept: string): number => Buffer.byteLength(JSON.stringify(JSON.stringify(kept))) - bytes;
  let kept = text;
  // No character takes more than eight bytes, so that this many can go without looking again.
  for (let over = excess(kept); over > 0 && kept.length > 1; over = excess(kept))
    kept = `${kept.slice(0, -1 - Math.ceil(over / 8))}…`;
  return kept;
}

/** Reads back what `stateMessage` wrote, from either platform: a Lambda's cause is JSON with an errorMessage. */
export function parseStateError(error: StateError): {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
} {
  let text = error.Cause ?? '';
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed !== null && typeof parsed === 'object' && 'errorMessage' in parsed) text = String(parsed.errorMessage);
  } catch {
    // plain text
  }
  const match = /^(.*) \[([a-z0-9-]+)\]$/s.exec(text);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { name: error.Error, code: match[2], message: match[1] }
    : { name: error.Error, message: text || error.Error };
}
