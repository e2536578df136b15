import { setTimeout as delay } from 'node:timers/promises';
import type { AnswerFaultKind, Fault } from './faults.ts';
import { type Answer, type Exchange, send, sendCut } from './send.ts';

/** What an ERP sends in place of its answer. */
export type FaultyAnswers = {
  readonly throttled: (seconds: number) => Answer;
  readonly serverError: Answer;
  /** A page for people where a program asked. */
  readonly html: Answer;
  readonly wrongShape: Answer;
};

export type Delivery<OwnKind extends string> = {
  readonly fault: Fault<AnswerFaultKind | OwnKind> | undefined;
  /** A function, because some faults never compute the answer. It also knows what a fault only of this ERP does. */
  readonly answer: (ownFault?: OwnKind) => Answer;
  readonly faulty: FaultyAnswers;
  readonly noteStatus: (status: number) => void;
};

/** What a fault does to an answer. */
export async function deliver<OwnKind extends string>(
  exchange: Exchange,
  { fault, answer, faulty, noteStatus }: Delivery<OwnKind>,
): Promise<void> {
  const sent = async (whole: Answer, how: typeof send = send): Promise<void> => {
    noteStatus(whole.status);
    await how(exchange, whole);
  };
  if (fault === undefined) return await sent(answer());
  const { kind } = fault;
  switch (kind) {
    case 'slow':
      if (await waited(exchange, fault.delayMs ?? 1000)) await sent(answer());
      return;
    case 'cut-body':
      return await sent(answer(), sendCut);
    case 'drop-connection':
      exchange.request.socket.destroy();
      return;
    case 'throttle':
      return await sent(faulty.throttled(fault.retryAfterSeconds ?? 1));
    case 'server-error':
      return await sent(faulty.serverError);
    case 'html':
      return await sent(faulty.html);
    case 'wrong-shape':
      return await sent(faulty.wrongShape);
    default:
      return await sent(answer(kind));
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
