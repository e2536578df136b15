import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Exchange, send, sendCut } from '../../common/send.ts';
import type { Fault, PageFaultKind } from '../faults.ts';
import { errorAnswer, jsonAnswer } from './answer.ts';

const loginPage = `<!DOCTYPE html>
<html lang="en"><head><title>Log on</title></head>
<body><h1>Your session has ended</h1><form method="post"><input name="user"><input name="password" type="password"></form></body></html>
`;

/** What a fault does to an answer. It gets the answer as a function, because some faults never compute it. */
export async function deliver(
  exchange: Exchange,
  fault: Fault | undefined,
  answer: (pageFault?: PageFaultKind) => Answer,
  noteStatus: (status: number) => void,
): Promise<void> {
  const sent = async (whole: Answer, how: typeof send = send): Promise<void> => {
    noteStatus(whole.status);
    await how(exchange, whole);
  };
  switch (fault?.kind) {
    case undefined:
      return await sent(answer());
    case 'repeat-next-link':
    case 'backwards':
    case 'shift-insert':
    case 'shift-delete':
      return await sent(answer(fault.kind));
    case 'slow':
      if (await waited(exchange, fault.delayMs ?? 1000)) await sent(answer());
      return;
    case 'cut-body':
      return await sent(answer(), sendCut);
    case 'drop-connection':
      exchange.request.socket.destroy();
      return;
    case 'throttle':
      return await sent(throttled(fault.retryAfterSeconds ?? 1));
    case 'server-error':
      return await sent(errorAnswer(500, 'InternalError', 'An exception was raised (demo fault).'));
    case 'html':
      return await sent({ status: 200, headers: { 'content-type': 'text/html;charset=utf-8' }, body: loginPage });
    case 'wrong-shape':
      // The envelope of OData V2, as after an upgrade in the wrong direction.
      return await sent(jsonAnswer(JSON.stringify({ d: { results: [] } })));
  }
}

function throttled(seconds: number): Answer {
  return errorAnswer(429, 'TooManyRequests', 'Too many requests (demo fault).', { 'retry-after': String(seconds) });
}

/** False when the client went away meanwhile, or the simulator stopped. */
async function waited({ response }: Exchange, milliseconds: number): Promise<boolean> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    await delay(milliseconds, undefined, { signal: gone.signal });
    return true;
  } catch {
    return false;
  }
}
