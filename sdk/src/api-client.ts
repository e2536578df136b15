import { retryAfterMs } from './backoff.ts';
import { ConsumerError } from './consumer-error.ts';

/** Where a subscription is read. */
export type ApiOptions = {
  /** Address of the API: `http://127.0.0.1:4811`. */
  readonly url: string;
  readonly subscription: string;
  /** A token of the subscription, or what gives the present one. */
  readonly token: string | (() => string | Promise<string>);
};

export type Message = {
  readonly id: string;
  readonly receipt: string;
  readonly receiveCount: number;
  readonly body: unknown;
};

/** The present state of a snapshot that was asked for. */
export type SnapshotAnswer = { readonly id: string; readonly status: string };

export type ApiClient = {
  /** Up to `max` messages; waits up to `waitSeconds` for the first. */
  receive(max: number, waitSeconds: number, signal: AbortSignal): Promise<readonly Message[]>;
  acknowledge(receipt: string): Promise<void>;
  release(receipt: string, delaySeconds: number): Promise<void>;
  snapshot(entities: readonly string[] | undefined): Promise<SnapshotAnswer>;
};

/** What an answer may take beyond the time that was asked for. */
const answerMs = 15_000;

/** The HTTP API of one subscription. Everything it throws is a ConsumerError, without the token in it. */
export function apiClient(options: ApiOptions): ApiClient {
  const base = `${options.url.replace(/\/+$/, '')}/v1/subscriptions/${encodeURIComponent(options.subscription)}`;
  const post = (path: string, body: object): Promise<unknown> =>
    call(options, `${base}/${path}`, AbortSignal.timeout(answerMs), JSON.stringify(body));
  return {
    receive: async (max, waitSeconds, signal) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(waitSeconds * 1_000 + answerMs)]);
      const answer = await call(options, `${base}/messages?max=${max}&wait=${waitSeconds}`, limit);
      return messagesOf(answer);
    },
    acknowledge: async (receipt) => void (await post('acknowledge', { receipts: [receipt] })),
    release: async (receipt, delaySeconds) => void (await post('release', { receipts: [receipt], delaySeconds })),
    snapshot: async (entities) => (await post('snapshot', entities ? { entities } : {})) as SnapshotAnswer,
  };
}

async function call({ token }: ApiOptions, url: string, signal: AbortSignal, body?: string): Promise<unknown> {
  const authorization = `Bearer ${typeof token === 'string' ? token : await token()}`;
  const more = body === undefined ? {} : { method: 'POST', body };
  const headers = { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, { ...more, headers, signal, redirect: 'error' });
    text = await answer.text();
  } catch (error) {
    throw new ConsumerError('unreachable', `${new URL(url).origin} did not answer (${reasonOf(error)}).`, {
      transient: true,
    });
  }
  if (!answer.ok) throw refusal(answer, text);
  return text === '' ? undefined : parsed(url, text);
}

/** Without the address that was asked: only the kind of the fault is of use. */
function reasonOf(error: unknown): string {
  const { cause, name } = error as { readonly cause?: { readonly code?: unknown }; readonly name?: unknown };
  return String(cause?.code ?? name);
}

type Problem = { readonly code?: unknown; readonly detail?: unknown };

function refusal({ status, headers, url }: Response, text: string): ConsumerError {
  let problem: Problem | undefined;
  try {
    problem = JSON.parse(text) as Problem;
  } catch {
    // A proxy answered, in its own words.
  }
  const code = typeof problem?.code === 'string' ? problem.code : `http-${status}`;
  const detail = typeof problem?.detail === 'string' ? ` ${problem.detail}` : '';
  return new ConsumerError(code, `${new URL(url).origin} answered ${status}.${detail}`, {
    status,
    transient: status >= 500 || status === 408 || status === 429,
    retryAfterMs: retryAfterMs(headers.get('retry-after')),
  });
}

function parsed(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(new URL(url).origin);
  }
}

function messagesOf(answer: unknown): readonly Message[] {
  const { messages } = (answer ?? {}) as { readonly messages?: unknown };
  if (Array.isArray(messages)) return messages as readonly Message[];
  throw unreadable('The API');
}

function unreadable(who: string): ConsumerError {
  const message = `${who} sent an answer that is none of Tributary's. Is that its address?`;
  return new ConsumerError('answer-unreadable', message, { transient: true });
}
