import type { Answer } from '../common/send.ts';
import { errorAnswer, jsonAnswer } from './answers.ts';
import type { FaultRequest, PageFaultKind } from './faults.ts';
import { answerList, basePath, type ListSource, present } from './list.ts';
import { isResourceName, type ResourceName } from './model.ts';

type Target = { readonly resource: ResourceName; readonly id: string | undefined; readonly query: URLSearchParams };

function targetOf(url: string): Target | undefined {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const [, resource, id] = new RegExp(`^${basePath}/(\\w+)(?:/(\\d+))?$`).exec(path) ?? [];
  return isResourceName(resource) ? { resource, id, query: new URLSearchParams(query) } : undefined;
}

/** What of a request decides which faults can hit it. */
export function faultRequestOf(url: string): FaultRequest {
  const target = targetOf(url);
  const page = target === undefined || target.id !== undefined ? undefined : Number(target.query.get('page') ?? 1);
  return { url, page };
}

/** Answers a request that was let in. */
export function answerService(
  method: string,
  url: string,
  source: ListSource,
  pageFault: PageFaultKind | undefined,
): Answer {
  if (method !== 'GET') return errorAnswer(405, 'method_not_allowed', 'Bruk GET.', { allow: 'GET' });
  const target = targetOf(url);
  if (target === undefined) return errorAnswer(404, 'not_found', 'Ukjent ressurs.');
  const { resource, id, query } = target;
  if (id === undefined) return answerList({ resource, query, pageFault }, source);
  const stored = source.store.find(resource, Number(id));
  if (stored === undefined) return errorAnswer(404, 'not_found', `${resource} ${id} finnes ikke.`);
  return jsonAnswer({ data: present(resource, stored, source.drifts) });
}
