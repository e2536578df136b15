import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { deliver } from '../../common/deliver.ts';
import { readBody } from '../../common/read-body.ts';
import type { RequestLog } from '../../common/request-log.ts';
import { type Answer, type Exchange, send } from '../../common/send.ts';
import { answerControl, type Control, controlPath } from '../control.ts';
import type { Fault, FaultRequest, PageFaultKind } from '../faults.ts';
import { isPageUrl, isServiceUrl, type ServiceRequest } from '../service.ts';
import { answerOf, errorAnswer, textAnswer } from './answer.ts';
import { type Credentials, refusal } from './authentication.ts';
import { faultyAnswers } from './faulty-answers.ts';

export type ServerParts = {
  readonly control: Control;
  readonly log: RequestLog;
  readonly credentials: Credentials;
  readonly now: () => Date;
  readonly takeFault: (request: FaultRequest) => Fault | undefined;
  readonly answer: (request: ServiceRequest, pageFault?: PageFaultKind) => Answer;
};

const headers = { 'odata-version': '4.0' };

async function handleControl(parts: ServerParts, exchange: Exchange, method: string, url: string): Promise<void> {
  const body = await readBody(exchange.request);
  const answer =
    body === undefined ? textAnswer(413, 'The body is too large.') : answerControl(parts.control, method, url, body);
  await send(exchange, answer);
}

async function handleService(parts: ServerParts, exchange: Exchange, request: ServiceRequest): Promise<void> {
  const noteStatus = parts.log.begin(request.method, request.url, exchange.now);
  exchange.request.resume();
  const refused = isServiceUrl(request.url)
    ? refusal(exchange.request, parts.credentials)
    : errorAnswer(404, 'NotFound', 'There is no such service.');
  if (refused !== undefined) {
    noteStatus(refused.status);
    return await send(exchange, refused);
  }
  const fault = parts.takeFault({ url: request.url, isPage: isPageUrl(request.url) });
  const answer = (pageFault?: PageFaultKind): Answer => parts.answer(request, pageFault);
  await deliver(exchange, { fault, answer, faulty: faultyAnswers, noteStatus });
}

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const exchange: Exchange = { request, response, now: parts.now(), headers };
  const { method = 'GET', url = '/' } = request;
  if (url.startsWith(controlPath)) return await handleControl(parts, exchange, method, url);
  const prefer = request.headers['prefer'];
  await handleService(parts, exchange, { method, url, prefer: Array.isArray(prefer) ? prefer.join() : prefer });
}

/** The HTTP server, not yet listening. */
export function createErpServer(parts: ServerParts): Server {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send({ request, response, now: parts.now(), headers }, answerOf(error)).catch(() => response.destroy());
    });
  });
  // Longer than clients keep idle connections: else a request now and then meets a connection that is just closing.
  server.keepAliveTimeout = 65_000;
  return server;
}
