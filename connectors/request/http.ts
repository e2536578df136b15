/** A query parameter, not yet encoded. */
export type QueryParameter = readonly [name: string, value: string];

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type HttpAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Buffer;
  /** Where it came from after redirects, without credentials. */
  readonly url: URL;
};

/** A request as errors name it: without its query, which may hold tokens and business data. */
export function requestLine(method: string, url: URL): string {
  return `${method} ${url.host}${url.pathname}`;
}
