import type { Answer } from '../../common/send.ts';
import { errorBody, ODataError } from '../odata-error.ts';

/** Decimals travel as texts, which is what IEEE754Compatible says. */
const odataJson = 'application/json;odata.metadata=minimal;IEEE754Compatible=true;charset=utf-8';

export function jsonAnswer(body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers: { 'content-type': odataJson, ...headers }, body };
}

export function textAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain;charset=utf-8' }, body };
}

export function errorAnswer(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { 'content-type': odataJson, ...headers }, body: errorBody(code, message) };
}

/** The answer that a thrown error stands for. */
export function answerOf(error: unknown): Answer {
  if (error instanceof ODataError) return errorAnswer(error.status, error.code, error.message);
  return errorAnswer(500, 'InternalError', 'The simulator itself failed; this is a defect of it.');
}
