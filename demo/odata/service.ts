import type { Answer } from '../common/send.ts';
import { answerCollection, type CollectionSource } from './collection.ts';
import type { PageFaultKind } from './faults.ts';
import { answerOf, errorAnswer, jsonAnswer, textAnswer } from './http/answer.ts';
import { metadataXml, serviceDocument } from './metadata.ts';
import { type EntitySetName, entityTypes, isEntitySetName, servicePath } from './model.ts';
import { badRequest, notFound } from './odata-error.ts';
import { parseKey } from './query/key-predicate.ts';
import { countOptions, entityOptions, parseOptions } from './query/options.ts';
import { countRows } from './query/page.ts';
import { contextUrl, etagOf, present } from './query/present.ts';
import { parseQueryString, type QueryString } from './query/query-string.ts';

export type ServiceRequest = {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly prefer: string | undefined;
};

/** What a URL below the service root names. */
type Resource =
  | { readonly kind: 'service' }
  | { readonly kind: 'metadata' }
  | { readonly kind: 'collection' | 'count'; readonly entitySet: EntitySetName }
  | { readonly kind: 'entity'; readonly entitySet: EntitySetName; readonly key: string };

/** True for URLs that the service answers, if only with 404. */
export function isServiceUrl(url: string): boolean {
  return new RegExp(`^${servicePath}(?:[/?]|$)`).test(url);
}

/** True for URLs of a page of an entity set. */
export function isPageUrl(url: string): boolean {
  return /^\/\w+$/.test(pathBelowRoot(url));
}

function pathBelowRoot(url: string): string {
  const [path = ''] = url.split('?');
  return path.slice(servicePath.length);
}

function resourceOf(url: string): Resource {
  let path: string;
  try {
    path = decodeURIComponent(pathBelowRoot(url));
  } catch {
    throw badRequest('The path is not encoded properly.');
  }
  if (path === '' || path === '/') return { kind: 'service' };
  if (path === '/$metadata') return { kind: 'metadata' };
  const [, entitySet, key, count] = /^\/(\w+)(?:\((.*)\))?(\/\$count)?$/s.exec(path) ?? [];
  if (!isEntitySetName(entitySet) || (key !== undefined && count !== undefined)) {
    throw notFound(`There is no resource '${path.slice(1)}'.`);
  }
  if (key !== undefined) return { kind: 'entity', entitySet, key };
  return { kind: count === undefined ? 'collection' : 'count', entitySet };
}

/** Answers a request that is authenticated. Never throws: errors are answers too. */
export function answerService(request: ServiceRequest, source: CollectionSource, pageFault?: PageFaultKind): Answer {
  try {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return errorAnswer(405, 'MethodNotAllowed', 'This service can only be read.', { allow: 'GET, HEAD' });
    }
    return answerResource(resourceOf(request.url), request, source, pageFault);
  } catch (error) {
    return answerOf(error);
  }
}

function answerResource(
  resource: Resource,
  request: ServiceRequest,
  source: CollectionSource,
  pageFault: PageFaultKind | undefined,
): Answer {
  const [, rawQuery = ''] = request.url.split(/\?(.*)/s);
  const query = parseQueryString(rawQuery);
  switch (resource.kind) {
    case 'service':
      return jsonAnswer(serviceDocument());
    case 'metadata':
      return { status: 200, headers: { 'content-type': 'application/xml;charset=utf-8' }, body: metadataXml() };
    case 'collection':
      return answerCollection({ ...resource, query, rawQuery, prefer: request.prefer, pageFault }, source);
    case 'count':
      return answerCount(resource.entitySet, query, source);
    case 'entity':
      return answerEntity(resource.entitySet, resource.key, query, source);
  }
}

function answerCount(entitySet: EntitySetName, query: QueryString, { store }: CollectionSource): Answer {
  const { filter } = parseOptions(entityTypes[entitySet], query, countOptions);
  return textAnswer(200, String(countRows(store.all(entitySet), filter)));
}

function answerEntity(entitySet: EntitySetName, key: string, query: QueryString, source: CollectionSource): Answer {
  const type = entityTypes[entitySet];
  const options = parseOptions(type, query, entityOptions);
  const row = source.store.find(entitySet, parseKey(type, key));
  if (row === undefined) throw notFound(`${entitySet}(${key}) does not exist.`);
  const shown = source.drifted(entitySet, row, present(type, source.tampered(entitySet, row), options));
  const context = `${contextUrl(entitySet, options, type)}/$entity`;
  const body = { '@odata.context': context, ...shown };
  return jsonAnswer(JSON.stringify(body), { etag: etagOf(row) });
}
