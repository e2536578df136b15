import { subscriptionQueue } from '../../core/topic-names.ts';
import { consumerBody } from '../../distributor/consumer-body.ts';
import { requestSnapshot, type SnapshotRequestDeps } from '../../distributor/snapshot/request.ts';
import { demandSubscription } from '../../distributor/subscriptions.ts';
import type { Queues, ReceivedMessage } from '../../platform/ports.ts';
import { demandToken } from '../authenticate.ts';
import { jsonBody, onlyKnown, texts, wholeNumber } from '../body.ts';
import { type ApiAnswer, type ApiRequest, jsonAnswer, jsonText, nothing } from '../http.ts';
import { ApiProblem } from '../problem.ts';

export type ConsumerDeps = SnapshotRequestDeps & { readonly queues: Queues };

const receiptLimits = { items: 100, length: 1_024 };

/** The messages that wait for a subscription, hidden from other readers until they are acknowledged or released. */
export async function readMessages(deps: ConsumerDeps, request: ApiRequest, name: string): Promise<ApiAnswer> {
  await demandReader(deps, request, name);
  const { query, signal } = request;
  onlyKnown(query.keys(), ['max', 'wait']);
  const max = wholeNumber('max', query.get('max') ?? 10, [1, 10]);
  const wait = wholeNumber('wait', query.get('wait') ?? 0, [0, 20]);
  const messages = await deps.queues.receive(subscriptionQueue(name), max, wait * 1_000, signal);
  return jsonText(200, `{"messages":[${messages.map(messageText).join(',')}]}`);
}

/** The body is JSON as it was published; parsing and writing it again would round long numbers. */
function messageText(message: ReceivedMessage): string {
  const { id, receipt, receiveCount, sentAt, attributes } = message;
  const head = JSON.stringify({ id, receipt, receiveCount, sentAt, attributes });
  return `${head.slice(0, -1)},"body":${consumerBody(message)}}`;
}

export async function acknowledgeMessages(deps: ConsumerDeps, request: ApiRequest, name: string): Promise<ApiAnswer> {
  await demandReader(deps, request, name);
  const body = jsonBody(request);
  onlyKnown(Object.keys(body), ['receipts']);
  await deps.queues.acknowledge(subscriptionQueue(name), texts('receipts', body['receipts'], receiptLimits));
  return nothing;
}

/** Makes messages visible again, at once or after a while. */
export async function releaseMessages(deps: ConsumerDeps, request: ApiRequest, name: string): Promise<ApiAnswer> {
  await demandReader(deps, request, name);
  const body = jsonBody(request);
  onlyKnown(Object.keys(body), ['receipts', 'delaySeconds']);
  const receipts = texts('receipts', body['receipts'], receiptLimits);
  const seconds = wholeNumber('delaySeconds', body['delaySeconds'] ?? 0, [0, 900]);
  await deps.queues.release(subscriptionQueue(name), receipts, seconds * 1_000);
  return nothing;
}

/** Asks for the present state of what the subscription hears; it arrives among its messages. */
export async function snapshot(deps: ConsumerDeps, request: ApiRequest, name: string): Promise<ApiAnswer> {
  await demandToken(deps.documents, request, name);
  const body = jsonBody(request);
  onlyKnown(Object.keys(body), ['entities']);
  const entities =
    body['entities'] === undefined ? [] : texts('entities', body['entities'], { items: 100, length: 64 });
  const { id, status, requestedAt, notBefore } = await requestSnapshot(deps, name, entities);
  return jsonAnswer(202, { id, status, requestedAt, notBefore });
}

/** Throws for a subscription whose messages are delivered: two readers would take them from each other. */
async function demandReader(deps: ConsumerDeps, request: ApiRequest, name: string): Promise<void> {
  await demandToken(deps.documents, request, name);
  const { target } = await demandSubscription(deps.documents, name);
  if (target.kind === 'queue') return;
  const detail = `Subscription ${name} is delivered to a ${target.kind}: its messages cannot be read here.`;
  throw new ApiProblem(409, 'not-a-queue', detail);
}
