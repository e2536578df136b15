import type { FaultyAnswers } from '../../common/deliver.ts';
import { errorAnswer, jsonAnswer, throttledAnswer } from '../answers.ts';

const loginPage = `<!DOCTYPE html>
<html lang="nb"><head><title>Logg inn</title></head>
<body><h1>Økten er utløpt</h1><form method="post"><input name="bruker"><input name="passord" type="password"></form></body></html>
`;

/** What this ERP sends when a fault hits. */
export const faultyAnswers: FaultyAnswers = {
  throttled: throttledAnswer,
  serverError: errorAnswer(500, 'internal_error', 'Noe gikk galt (demofeil).'),
  html: { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: loginPage },
  wrongShape: jsonAnswer({ items: [], paging: { page: 1 } }),
};
