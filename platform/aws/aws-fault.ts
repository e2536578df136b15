import { messageOf, TributaryError } from '../../core/errors.ts';

/** Throttled, timed out, or the service's own fault: worth another try by whoever called. */
const passing =
  /Throttl|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded|ServiceUnavailable|InternalServer|InternalError|InternalFailure|TransactionInProgress|TransactionConflict|SlowDown|Timeout|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|LimitExceededException|KMSThrottling|KmsThrottled/;

type SdkError = Error & { readonly $metadata?: { readonly httpStatusCode?: number }; readonly code?: string };

/** True for an error of the SDK with that name. */
export function isAwsError(error: unknown, ...names: readonly string[]): boolean {
  return Error.isError(error) && names.includes(error.name);
}

/** An SDK error as ours: PlatformUnavailable where it may pass, StorageFailed where only an operator can help. */
export function awsFault(what: string, error: unknown): Error {
  if (error instanceof TributaryError) return error;
  const { name = 'Error', code = '', $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? 0;
  const text = `${what}: ${messageOf(error)} (${name})`;
  if (passing.test(`${name} ${code}`) || status >= 500 || status === 429 || status === 0)
    return new TributaryError('PlatformUnavailable', { code: 'aws-unavailable', message: `${text}.`, cause: error });
  const hint = /AccessDenied|NotAuthorized|UnauthorizedOperation|AuthorizationError/.test(name)
    ? 'The role lacks a permission: deploy the stacks again, or mend the role.'
    : 'Look into the service named here.';
  return new TributaryError('StorageFailed', { code: 'aws-refused', message: `${text}. ${hint}`, cause: error });
}

/** Does a call and translates what it throws. */
export async function calling<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw awsFault(what, error);
  }
}
