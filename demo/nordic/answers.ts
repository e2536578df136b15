import type { Answer } from '../common/send.ts';

const json = { 'content-type': 'application/json; charset=utf-8' };

export function jsonAnswer(body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers: { ...json, ...headers }, body: JSON.stringify(body) };
}

export function errorAnswer(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { ...json, ...headers }, body: JSON.stringify({ error: { code, message } }) };
}

export function throttledAnswer(seconds: number): Answer {
  return errorAnswer(429, 'too_many_requests', 'For mange forespørsler. Vent litt.', {
    'retry-after': String(seconds),
  });
}
