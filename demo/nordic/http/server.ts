import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { deliver } from '../../common/deliver.ts';
import { readBody } from '../../common/read-body.ts';
import type { RequestLog } from '../../common/request-log.ts';
import { type Answer, type Exchange, send } from '../../common/send.ts';
import { errorAnswer, throttledAnswer } from '../answers.ts';
import { answerControl, type Control, controlPath } from '../control.ts';
import type { Fault, FaultRequest, OwnFaultKind, PageFaultKind } from '../faults.ts';
import { answerToken, type Client, tokenPath } from '../oauth.ts';
import type { RateWindow } from '../rate-window.ts';
import { faultRequestOf } from '../service.ts';
import type { Tokens } from '../tokens.ts';
import { faultyAnswers } from './faulty-answers.ts';

export type ServerParts = {
  readonly control: Control;
  readonly log: RequestLog;
  readonly clients: ReadonlyMap<number, Client>;
  readonly tokens: Tokens;
  readonly window: RateWindow;
  readonly now: () => Date;
  readonly takeFault: (request: FaultRequest) => Fault | undefined;
  readonly answer: (company: number, method: string, url: string, pageFault?: PageFaultKind) => Answer;
};

const tooLarge = errorAnswer(413, 'too_large', 'The body is too large.');

function refuseToken(): Answer {
  const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
  return errorAnswer(401, 'unauthorized', 'Tilgangsnøkkelen er ugyldig eller utløpt.', headers);
}

async function handleToken(parts: ServerParts, exchange: Exchange, method: string, url: string): Promise<void> {
  const { request } = exchange;
  const noteStatus = parts.log.begin(method, url, exchange.now);
  const body = await readBody(request);
  const issued = (): Answer =>
    body === undefined
      ? tooLarge
      : answerToken(
          {
            method,
            contentType: request.headers['content-type'] ?? '',
            authorization: request.headers.authorization ?? '',
            body,
          },
          parts.clients,
          parts.tokens,
        );
  const fault = parts.takeFault({ url, page: undefined });
  const answer = (ownFault?: OwnFaultKind): Answer => (ownFault === 'revoke-token' ? refuseToken() : issued());
  await deliver(exchange, { fault, answer, faulty: faultyAnswers, noteStatus });
}

async function handleService(parts: ServerParts, exchange: Exchange, method: string, url: string): Promise<void> {
  exchange.request.resume();
  const noteStatus = parts.log.begin(method, url, exchange.now);
  const refused = async (answer: Answer): Promise<void> => {
    noteStatus(answer.status);
    await send(exchange, answer);
  };
  const wait = parts.window.arrive();
  if (wait !== undefined) return await refused(throttledAnswer(wait));
  const [, token = ''] = /^Bearer (\S+)$/i.exec(exchange.request.headers.authorization ?? '') ?? [];
  const company = parts.tokens.use(token);
  if (company === undefined) return await refused(refuseToken());
  const fault = parts.takeFault(faultRequestOf(url));
  if (fault?.kind === 'revoke-token') parts.tokens.drop(token);
  const answer = (ownFault?: OwnFaultKind): Answer =>
    ownFault === 'revoke-token' ? refuseToken() : parts.answer(company, method, url, ownFault);
  await deliver(exchange, { fault, answer, faulty: faultyAnswers, noteStatus });
}

async function handle(parts: ServerParts, exchange: Exchange): Promise<void> {
  const { method = 'GET', url = '/' } = exchange.request;
  const [path] = url.split('?');
  if (path === tokenPath) return await handleToken(parts, exchange, method, url);
  if (!url.startsWith(controlPath)) return await handleService(parts, exchange, method, url);
  const body = await readBody(exchange.request);
  await send(exchange, body === undefined ? tooLarge : answerControl(parts.control, method, url, body));
}

/** The HTTP server, not yet listening. */
export function createNordicServer(parts: ServerParts): Server {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const exchange: Exchange = { request, response, now: parts.now() };
    handle(parts, exchange).catch(() => {
      if (response.headersSent) response.destroy();
      else
        send(exchange, errorAnswer(500, 'internal_error', 'The simulator itself failed.')).catch(() =>
          response.destroy(),
        );
    });
  });
  // Longer than clients keep idle connections: else a request now and then meets a connection that is just closing.
  server.keepAliveTimeout = 65_000;
  return server;
}
