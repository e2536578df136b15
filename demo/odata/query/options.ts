import { type EntityType, type Property, propertyOf } from '../edm.ts';
import { badRequest } from '../odata-error.ts';
import { type Filter, parseFilter } from './filter.ts';
import type { QueryString } from './query-string.ts';

export type OrderTerm = { readonly property: Property; readonly descending: boolean };

/** Names to return; undefined means all of them. */
export type Selection = readonly string[] | undefined;

export type QueryOptions = {
  readonly select: Selection;
  /** Set when the lines are asked for. */
  readonly expand: { readonly select: Selection } | undefined;
  readonly filter: Filter | undefined;
  readonly order: readonly OrderTerm[];
  readonly top: number | undefined;
  readonly skip: number;
  readonly count: boolean;
  readonly skipToken: string | undefined;
};

const formatOptions = ['$format', 'sap-client', 'sap-language'] as const;
export const entityOptions: readonly string[] = ['$select', '$expand', ...formatOptions];
export const countOptions: readonly string[] = ['$filter', ...formatOptions];
export const collectionOptions: readonly string[] = [
  ...entityOptions,
  '$filter',
  '$orderby',
  '$top',
  '$skip',
  '$count',
  '$skiptoken',
];

/** Reads the options that this kind of resource allows. Throws an ODataError 400 for any other, and for bad syntax. */
export function parseOptions(type: EntityType, query: QueryString, allowed: readonly string[]): QueryOptions {
  for (const name of query.keys()) {
    if (!allowed.includes(name)) {
      throw badRequest(`The query option '${name}' is not supported here. Supported: ${allowed.join(', ')}.`);
    }
  }
  const format = query.get('$format') ?? 'json';
  if (!/^(json|application\/json(;.*)?)$/.test(format))
    throw badRequest(`$format=${format} is not supported, json is.`);
  const filter = query.get('$filter');
  return {
    select: parseSelect(type, query.get('$select')),
    expand: parseExpand(type, query.get('$expand')),
    filter: filter === undefined ? undefined : parseFilter(type, filter),
    order: parseOrder(type, query.get('$orderby')),
    top: parseInteger('$top', query.get('$top')),
    skip: parseInteger('$skip', query.get('$skip')) ?? 0,
    count: parseBoolean('$count', query.get('$count')),
    skipToken: query.get('$skiptoken'),
  };
}

function parseSelect(type: EntityType, text: string | undefined): Selection {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('*')) return undefined;
  for (const name of names) {
    if (propertyOf(type, name) === undefined && name !== type.navigation?.name) {
      throw badRequest(`$select: ${type.name} has no property '${name}'.`);
    }
  }
  return names;
}

function parseExpand(type: EntityType, text: string | undefined): QueryOptions['expand'] {
  if (text === undefined) return undefined;
  const [, name, nested] = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(text) ?? [];
  if (type.navigation === undefined || name !== type.navigation.name) {
    throw badRequest(`$expand: ${type.name} has no navigation property '${text}'.`);
  }
  if (nested === undefined) return { select: undefined };
  const [, list] = /^\s*\$select=([^;]*)$/.exec(nested) ?? [];
  if (list === undefined)
    throw badRequest(`$expand: of the nested options only $select is supported, not '${nested}'.`);
  return { select: parseSelect(type.navigation.target, list) };
}

function parseOrder(type: EntityType, text: string | undefined): readonly OrderTerm[] {
  if (text === undefined) return [];
  return text.split(',').map((term) => {
    const [, name, direction] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(term) ?? [];
    if (name === undefined) throw badRequest(`$orderby: cannot read '${term}', expected a property, then asc or desc.`);
    const property = propertyOf(type, name);
    if (property === undefined) throw badRequest(`$orderby: ${type.name} has no property '${name}'.`);
    return { property, descending: direction === 'desc' };
  });
}

function parseInteger(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`${option}: '${text}' is not a whole number from 0.`);
  return Number(text);
}

function parseBoolean(option: string, text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw badRequest(`${option}: '${text}' is neither true nor false.`);
}
