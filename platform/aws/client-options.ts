/**
 * Options of every SDK client. `AWS_ENDPOINT_URL` in the environment sends all of them to an emulator; the SDK reads it
 * by itself. Retries with jitter are the SDK's: throttled calls and broken connections come through to us only after that.
 */
export type ClientOptions = {
  readonly region: string;
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
};

export function clientOptions(region: string): ClientOptions {
  return { region, maxAttempts: 6, retryMode: 'standard' };
}
