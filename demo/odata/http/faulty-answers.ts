import type { FaultyAnswers } from '../../common/deliver.ts';
import { errorAnswer, jsonAnswer } from './answer.ts';

const loginPage = `<!DOCTYPE html>
<html lang="en"><head><title>Log on</title></head>
<body><h1>Your session has ended</h1><form method="post"><input name="user"><input name="password" type="password"></form></body></html>
`;

/** What this ERP sends when a fault hits. */
export const faultyAnswers: FaultyAnswers = {
  throttled: (seconds) =>
    errorAnswer(429, 'TooManyRequests', 'Too many requests (demo fault).', { 'retry-after': String(seconds) }),
  serverError: errorAnswer(500, 'InternalError', 'An exception was raised (demo fault).'),
  html: { status: 200, headers: { 'content-type': 'text/html;charset=utf-8' }, body: loginPage },
  // The envelope of OData V2, as after an upgrade in the wrong direction.
  wrongShape: jsonAnswer(JSON.stringify({ d: { results: [] } })),
};
