import { isNamed, messageOf } from '../core/errors.ts';
import type { ApiAnswer } from './http.ts';

/** What goes wrong with a request, in words for whoever sent it. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Content too large',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Service unavailable',
};

/** The problem document (RFC 9457) for anything that was thrown; a fault of ours tells nothing of itself. */
export function problemAnswer(error: unknown): ApiAnswer {
  const { status, code, message, headers } = problemOf(error);
  const title = titles[status] ?? 'Error';
  return {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify({ type: `urn:tributary:problem:${code}`, title, status, code, detail: message }),
  };
}

function problemOf(error: unknown): Pick<ApiProblem, 'status' | 'code' | 'message' | 'headers'> {
  if (error instanceof ApiProblem) return error;
  const code = Error.isError(error) && 'code' in error ? String(error.code) : 'internal';
  if (isNamed(error, 'InvalidInput')) return { status: 400, code, message: messageOf(error), headers: {} };
  if (isNamed(error, 'NotFound')) return { status: 404, code, message: messageOf(error), headers: {} };
  if (isNamed(error, 'PlatformUnavailable'))
    return {
      status: 503,
      code: 'unavailable',
      message: 'The store is busy. Try again.',
      headers: { 'retry-after': '1' },
    };
  return {
    status: 500,
    code: 'internal',
    message: 'Something failed here; the log of the server says what.',
    headers: {},
  };
}

/** True for what is no mistake of the client and must be looked at. */
export function isFault(error: unknown): boolean {
  return problemOf(error).status >= 500;
}
