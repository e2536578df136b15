import type { Answer } from '../common/send.ts';
import { errorAnswer, jsonAnswer } from './answers.ts';
import { type Drift, drifted } from './drift.ts';
import type { PageFaultKind } from './faults.ts';
import { changeTimeOf, type ResourceName, type Row } from './model.ts';
import { changeText, type Store, type StoredRow } from './store.ts';

export const basePath = '/v1';
const defaultPageSize = 100;
const greatestPageSize = 500;

export type ListRequest = {
  readonly resource: ResourceName;
  readonly query: URLSearchParams;
  readonly pageFault: PageFaultKind | undefined;
};

export type ListSource = {
  readonly store: Store;
  readonly drifts: readonly Drift[];
  /** Filtered and sorted rows, kept until one changes. */
  readonly cache: Map<string, { readonly version: number; readonly rows: readonly StoredRow[] }>;
};

type Options = {
  readonly page: number;
  readonly pageSize: number;
  readonly since: string | undefined;
  readonly sort: 'newest' | 'id' | 'changed';
};

/** As a record is sent: its id first, its time of change last. */
export function present(resource: ResourceName, stored: StoredRow, drifts: readonly Drift[]): Row {
  const { field } = changeTimeOf(resource);
  const record = { id: stored.id, ...stored.row, [field]: changeText(resource, stored.changed) };
  return drifted(drifts, resource, stored.id, record);
}

function whole(query: URLSearchParams, name: string, fallback: number, greatest: number): number | undefined {
  const text = query.get(name);
  if (text === null) return fallback;
  return /^[1-9]\d{0,8}$/.test(text) && Number(text) <= greatest ? Number(text) : undefined;
}

/** The time as the resource writes it, so that texts compare; undefined where it is written otherwise. */
function sinceOf(resource: ResourceName, text: string): string | undefined {
  if (changeTimeOf(resource).kind === 'local') return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? text : undefined;
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  return isInstant && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;
}

const sorts = { id: 'id', '-id': 'newest', changed: 'changed' } as const;
const parameters = ['page', 'pageSize', 'updatedSince', 'sortBy'];

function optionsOf({ resource, query }: ListRequest): Options | string {
  const unknown = [...query.keys()].find((name) => !parameters.includes(name));
  if (unknown !== undefined) return `Ukjent parameter: ${unknown}.`;
  const page = whole(query, 'page', 1, 999_999_999);
  const pageSize = whole(query, 'pageSize', defaultPageSize, greatestPageSize);
  if (page === undefined) return 'page må være et heltall fra 1.';
  if (pageSize === undefined) return `pageSize må være et heltall fra 1 til ${greatestPageSize}.`;
  const sortBy = query.get('sortBy');
  const sort = sortBy === null ? 'newest' : Object.hasOwn(sorts, sortBy) && sorts[sortBy as keyof typeof sorts];
  if (!sort) return `sortBy må være en av ${Object.keys(sorts).join(', ')}.`;
  const given = query.get('updatedSince');
  const since = given === null ? undefined : sinceOf(resource, given);
  if (given !== null && since === undefined)
    return changeTimeOf(resource).kind === 'local'
      ? 'updatedSince må skrives som 2026-03-29 14:05:00 (norsk tid).'
      : 'updatedSince må skrives som 2026-03-29T12:05:00Z.';
  return { page, pageSize, since, sort };
}

/** Compares written times: where the clock was put back, the older resources' times are not in the order of events. */
function rowsOf(resource: ResourceName, { since, sort }: Options, { store, cache }: ListSource): readonly StoredRow[] {
  const key = `${resource} ${sort} ${since ?? ''}`;
  const known = cache.get(key);
  if (known?.version === store.version()) return known.rows;
  if (cache.size > 60) cache.clear();
  const all = store.all(resource);
  const rows = all.filter(({ changed }) => since === undefined || changeText(resource, changed) >= since);
  if (sort === 'newest') rows.reverse();
  if (sort === 'changed') rows.sort((left, right) => left.changed - right.changed || left.id - right.id);
  cache.set(key, { version: store.version(), rows });
  return rows;
}

/** Somebody works on the list between two pages: at its front in the order that is asked for. */
function shift(resource: ResourceName, options: Options, source: ListSource, kind: PageFaultKind | undefined): void {
  const [first] = rowsOf(resource, options, source);
  if (first === undefined) return;
  if (kind === 'shift-delete') source.store.remove(resource, ({ id }) => id === first.id);
  if (kind === 'shift-insert') source.store.add(resource, first.row, options.sort !== 'newest');
}

/** One page; behind the last one, an empty list. */
export function answerList(request: ListRequest, source: ListSource): Answer {
  const { resource, pageFault } = request;
  const options = optionsOf(request);
  if (typeof options === 'string') return errorAnswer(400, 'bad_request', options);
  shift(resource, options, source, pageFault);
  const rows = rowsOf(resource, options, source);
  const page = pageFault === 'repeat-page' ? options.page - 1 : options.page;
  const first = (page - 1) * options.pageSize;
  const data = rows.slice(first, first + options.pageSize).map((stored) => present(resource, stored, source.drifts));
  if (pageFault === 'backwards') data.reverse();
  const totalPages = Math.ceil(rows.length / options.pageSize);
  return jsonAnswer({ data, meta: { currentPage: options.page, totalPages, totalRecords: rows.length } });
}
