import type { EntityType, Row } from '../model.ts';
import type { QueryOptions, Selection } from './options.ts';

function selected(type: EntityType, row: Row, select: Selection): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const { name } of type.properties) {
    // A property that a planted row lacks stays away, rather than to become null.
    if (name in row && (select === undefined || select.includes(name))) shown[name] = row[name];
  }
  return shown;
}

export function etagOf(row: Row): string {
  return `W/"'${String(row['LastChangeDateTime'])}'"`;
}

/** A record as it is sent: its etag, the selected properties, the lines when asked for, and what a test planted beside. */
export function present(type: EntityType, row: Row, options: Pick<QueryOptions, 'select' | 'expand'>): Row {
  const shown = { '@odata.etag': etagOf(row), ...selected(type, row, options.select) };
  if (options.select === undefined) Object.assign(shown, planted(type, row));
  const { navigation } = type;
  if (navigation === undefined || options.expand === undefined) return shown;
  const lines = row[navigation.name];
  const { select } = options.expand;
  return {
    ...shown,
    [navigation.name]: Array.isArray(lines) ? lines.map((line: Row) => selected(navigation.target, line, select)) : lines,
  };
}

/** Properties that the model does not know: an ERP that grew a field. */
function planted(type: EntityType, row: Row): Row {
  const known = new Set(type.properties.map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => !known.has(name) && name !== type.navigation?.name),
  );
}

/** The context URL of an answer, relative to the service root: what was selected stands in its parentheses. */
export function contextUrl(entitySet: string, options: Pick<QueryOptions, 'select' | 'expand'>, type: EntityType): string {
  const expanded = options.expand === undefined || type.navigation === undefined ? [] : [expandedPart(type, options)];
  const parts = [...(options.select ?? []), ...expanded];
  return `$metadata#${entitySet}${parts.length === 0 ? '' : `(${parts.join(',')})`}`;
}

function expandedPart(type: EntityType, options: Pick<QueryOptions, 'expand'>): string {
  return `${type.navigation?.name}(${(options.expand?.select ?? []).join(',')})`;
}
