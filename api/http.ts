/** A request as the routes see it, whatever server it came through. */
export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Aborted when the client has gone or the server stops. */
  readonly signal: AbortSignal;
};

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** An answer with a JSON body. */
export function jsonAnswer(status: number, value: unknown): ApiAnswer {
  return jsonText(status, JSON.stringify(value));
}

/** An answer whose JSON is written already. */
export function jsonText(status: number, body: string): ApiAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}

export const nothing: ApiAnswer = { status: 204, headers: {}, body: '' };
