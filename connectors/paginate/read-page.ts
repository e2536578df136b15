import { scalarText } from '../../core/json.ts';
import { type ParsedAnswer, parseAnswer } from '../records/parse-answer.ts';
import { type JsonPath, valueAt } from '../records/path.ts';
import { fieldsRead, type RecordRules, readRecords } from '../records/read-records.ts';
import { type Asking, ask } from '../request/ask.ts';
import type { Fault } from '../request/fault.ts';
import { linkRefusal } from '../request/follow.ts';
import { type HttpAnswer, requestLine } from '../request/http.ts';
import { withoutQuery, withQuery } from '../request/query.ts';
import type { StreamRequest } from '../request/stream-request.ts';
import { contentDigest, extendTrail, requestDigest, wasAsked } from './loop-guard.ts';
import type { PageRead, PageState } from './page.ts';
import type { Paginator } from './paginator.ts';

/** A stream, ready to be read page by page. */
export type PageSource = {
  readonly asking: Asking;
  readonly request: Pick<StreamRequest, 'method' | 'url'>;
  readonly paginator: Paginator;
  readonly recordsPath: JsonPath;
  readonly totalPath: JsonPath | undefined;
  readonly rules: RecordRules;
  /** Query parameters that hold credentials: never kept in a page's address. */
  readonly privateQuery: readonly string[];
};

/** Asks for one page and reads its records. An answer without content (204) is a last page without records. */
export async function readPage(source: PageSource, state: PageState, signal: AbortSignal): Promise<PageRead> {
  const { asking, request } = source;
  const url = pageUrl(source, state);
  const fault = asking.sender.faultAt(requestLine(request.method, url));
  const digest = requestDigest(request.method, url);
  const { overlap } = source.paginator;
  if (wasAsked(state.trail, digest) && overlap?.isAgain(state.place) !== true) {
    const message =
      'The ERP names a next page that was read already, so the read would go in a circle. Correct the pagination in the connector, or report it to the ERP.';
    throw fault('ErpContractBroken', 'next-page-repeated', message);
  }
  const reply = await ask(asking, { method: request.method, url }, signal);
  if (reply.kind === 'throttled') return reply;
  const { answer } = reply;
  const { document, list, texts, longNumbers } = answer.status === 204 ? nothing : parse(source, answer, fault);
  const whole = readRecords(list, source.rules, overlap ? undefined : state.greatest, fault, texts);
  const content = contentDigest(whole.records);
  if (content !== undefined && content === state.trail.content && overlap?.isAgain(state.place) !== true)
    throw sameContent(whole.records.length, fault);
  const records = overlap ? overlap.fresh(state.place, whole.records) : whole.records;
  const read = state.read + records.length;
  const total = source.totalPath && wholeNumber(valueAt(document, source.totalPath));
  const asked = { document, records: whole.records, count: whole.records.length, read, total, url: answer.url };
  const place = nextPlace(source, state, asked, fault);
  const { greatest } = whole;
  const trail = extendTrail(state.trail, digest, content);
  return {
    kind: 'page',
    records,
    bytes: answer.body.length,
    longNumbers,
    ...timeOf(answer),
    ...(total === undefined ? {} : { total }),
    ...(place === undefined ? {} : { next: { place, read, trail, ...(greatest === undefined ? {} : { greatest }) } }),
  };
}

const nothing: ParsedAnswer = { document: undefined, list: [], longNumbers: false };

function parse({ recordsPath: path, rules, asking }: PageSource, answer: HttpAnswer, fault: Fault): ParsedAnswer {
  return parseAnswer(answer, { path, fields: fieldsRead(rules) }, fault, asking.secrets.mask);
}

/** The address of a page, without credentials. Throws ErpContractBroken for a link to where this connector must not go. */
function pageUrl({ paginator, request, asking }: PageSource, { place }: PageState): URL {
  const link = paginator.link(place);
  if (link === undefined) return withQuery(request.url, paginator.query(place));
  const url = new URL(link.startsWith('/') ? `${request.url.origin}${link}` : link);
  const refused = linkRefusal(url, request.url, asking.sender.guard);
  if (refused === undefined) return url;
  const fault = asking.sender.faultAt(requestLine(request.method, request.url));
  const message = `The link to the next page leads to ${url.protocol}//${url.host}${url.pathname}, which ${refused}. If that is meant, list the host under "hosts" in the connector.`;
  throw fault('ErpContractBroken', 'next-link-elsewhere', message);
}

/**
 * Where the next page is, as it is kept. A link to the stream's own origin is kept without it, so that a run can go on
 * after the ERP has moved to another host; and never with the credentials that some ERPs repeat in it.
 */
function nextPlace(
  { paginator, privateQuery, request }: PageSource,
  { place }: PageState,
  answer: Parameters<Paginator['next']>[1],
  fault: Fault,
): PageState['place'] | undefined {
  const next = paginator.next(place, answer);
  switch (next.kind) {
    case 'end':
      return undefined;
    case 'broken':
      throw fault('ErpContractBroken', next.code, next.message);
    case 'page': {
      const link = paginator.link(next.place);
      if (link === undefined) return next.place;
      const url = privateQuery.length === 0 ? new URL(link) : withoutQuery(new URL(link), privateQuery);
      return url.origin === request.url.origin ? `${url.pathname}${url.search}` : url.href;
    }
  }
}

function sameContent(count: number, fault: Fault): Error {
  const message = `The ERP answered the same ${count} records as on the page before, so it seems to overlook which page is wanted. Compare the pagination in the connector with the ERP's documentation.`;
  return fault('ErpContractBroken', 'next-page-repeated', message);
}

function timeOf({ headers }: HttpAnswer): { readonly erpTime?: string } {
  const time = Date.parse(headers['date'] ?? '');
  return Number.isNaN(time) ? {} : { erpTime: new Date(time).toISOString() };
}

/** A count that an answer gives as number or text; undefined for anything else. */
function wholeNumber(value: unknown): number | undefined {
  const text = scalarText(value);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
