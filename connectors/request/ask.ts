import { isNamed } from '../../core/errors.ts';
import { waitAsked } from '../../core/retry-after.ts';
import type { Clock } from '../../platform/ports.ts';
import type { RateLimiting } from '../../platform/rate-budget-port.ts';
import type { Authenticator, Signature } from '../authenticate/authenticator.ts';
import { answerFault } from './answer-fault.ts';
import { type Asked, type Dress, follow } from './follow.ts';
import { type HttpRequest, requestLine } from './http.ts';
import type { SecretMask } from './mask.ts';
import { withQuery } from './query.ts';
import { type Sender, send } from './send.ts';
import { type Budget, createTurns, type Throttled, type Turns } from './turns.ts';

export type Question = { readonly method: HttpRequest['method']; readonly url: URL };

export type Asking = {
  readonly sender: Sender;
  readonly secrets: SecretMask;
  readonly authenticator: Authenticator;
  /** The origin that credentials are meant for. */
  readonly origin: string;
  readonly headers: {
    /** Sent wherever the definition allows a request to go. */
    readonly always: Readonly<Record<string, string>>;
    /** With secrets in them: sent to `origin` only. */
    readonly secret: Readonly<Record<string, string>>;
  };
  readonly budget: Budget;
  readonly concurrency: number | undefined;
  readonly coordination: RateLimiting;
  readonly clock: Clock;
};

/**
 * A fresh token may be dead before its turn comes: an ERP that revokes tokens early does so while others use the same
 * one. Credentials that are refused outright are found by the request for a token.
 */
const mostRenewals = 4;

/**
 * Asks the ERP one question within its limits: waits for the budget, signs, follows redirects, obeys Retry-After, and
 * after a 401 tries with a fresh token where there is such a thing. Gives a successful answer, or how long to wait;
 * throws an error for every other answer. What failed is not tried again: that is the state machine's.
 */
export async function ask(asking: Asking, question: Question, signal: AbortSignal): Promise<Asked> {
  const { authenticator, sender, clock } = asking;
  const turns = createTurns(asking.budget, asking, signal);
  const signing = await signed(asking, () => authenticator.sign());
  if (signing.kind === 'throttled') return signing;
  let { signature } = signing;
  let renewals = 0;
  for (;;) {
    const asked = await exchange({ ...asking, turns }, question, signature, signal);
    if (asked.kind === 'throttled') return asked;
    const { answer } = asked;
    const seconds = waitAsked(answer, clock.now());
    if (seconds !== undefined) {
      const obeyed = await turns.obey(seconds);
      if (obeyed.kind === 'throttled') return obeyed;
      continue;
    }
    if (answer.status === 401 && authenticator.renew && renewals < mostRenewals) {
      const { renew } = authenticator;
      const refused = signature;
      const again = await signed(asking, () => renew(refused));
      if (again.kind === 'throttled') return again;
      signature = again.signature;
      renewals += 1;
      continue;
    }
    const fault = sender.faultAt(requestLine(question.method, answer.url));
    const failed = answerFault(answer, fault, asking.secrets.mask);
    if (failed) throw failed;
    return { kind: 'answer', answer };
  }
}

type Signing = { readonly kind: 'signed'; readonly signature: Signature } | Throttled;

/** A signature; a token endpoint that asks to wait is obeyed like the ERP itself. */
async function signed({ secrets }: Asking, sign: () => Promise<Signature>): Promise<Signing> {
  try {
    const signature = await sign();
    secrets.add(signature.secrets);
    return { kind: 'signed', signature };
  } catch (error) {
    if (!isNamed(error, 'ErpUnavailable')) throw error;
    const { details } = error as { readonly details?: Readonly<Record<string, unknown>> };
    const waitSeconds = details?.['waitSeconds'];
    if (typeof waitSeconds !== 'number') throw error;
    return { kind: 'throttled', waitSeconds: Math.max(1, waitSeconds) };
  }
}

type Exchanging = Asking & { readonly turns: Turns };

/** One request, and those that redirects ask for; each of them takes its own turn. */
function exchange(asking: Exchanging, question: Question, signature: Signature, signal: AbortSignal): Promise<Asked> {
  const { sender, headers, origin, turns } = asking;
  const dress: Dress = (url) =>
    url.origin === origin
      ? {
          url: withQuery(url, signature.query),
          headers: { ...headers.always, ...headers.secret, ...signature.headers },
        }
      : { url, headers: headers.always };
  const sendInTurn = async (request: HttpRequest): Promise<Asked> => {
    const turn = await turns.take();
    if (turn.kind === 'throttled') return turn;
    try {
      return { kind: 'answer', answer: await send(sender, request, signal) };
    } finally {
      await turn.arrived();
    }
  };
  const following = { guard: sender.guard, faultAt: sender.faultAt, dress, send: sendInTurn };
  // The place first, the turn after it: a turn is for now, and waiting for a place would make it late.
  return sender.agents.slots.run(asking.budget.name, asking.concurrency, () => follow(following, question));
}
