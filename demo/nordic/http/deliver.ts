import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Exchange, send, sendCut } from '../../common/send.ts';
import { errorAnswer, jsonAnswer, throttledAnswer } from '../answers.ts';
import type { Fault, PageFaultKind } from '../faults.ts';

const loginPage = `<!DOCTYPE html>
<html lang="nb"><head><title>Logg inn</title></head>
<body><h1>Økten er utløpt</h1><form method="post"><input name="bruker"><input name="passord" type="password"></form></body></html>
`;

export type Delivery = {
  readonly fault: Fault | undefined;
  /** A function, because some faults never compute the answer. */
  readonly answer: (pageFault?: PageFaultKind) => Answer;
  readonly refuseToken: () => Answer;
  readonly noteStatus: (status: number) => void;
};

/** What a fault does to an answer. */
export async function deliver(exchange: Exchange, { fault, answer, refuseToken, noteStatus }: Delivery): Promise<void> {
  const sent = async (whole: Answer, how: typeof send = send): Promise<void> => {
    noteStatus(whole.status);
    await how(exchange, whole);
  };
  switch (fault?.kind) {
    case undefined:
      return await sent(answer());
    case 'repeat-page':
    case 'backwards':
    case 'shift-insert':
    case 'shift-delete':
      return await sent(answer(fault.kind));
    case 'revoke-token':
      return await sent(refuseToken());
    case 'slow':
      if (await waited(exchange, fault.delayMs ?? 1000)) await sent(answer());
      return;
    case 'cut-body':
      return await sent(answer(), sendCut);
    case 'drop-connection':
      exchange.request.socket.destroy();
      return;
    case 'throttle':
      return await sent(throttledAnswer(fault.retryAfterSeconds ?? 1));
    case 'server-error':
      return await sent(errorAnswer(500, 'internal_error', 'Noe gikk galt (demofeil).'));
    case 'html':
      return await sent({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: loginPage });
    case 'wrong-shape':
      return await sent(jsonAnswer({ items: [], paging: { page: 1 } }));
  }
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
