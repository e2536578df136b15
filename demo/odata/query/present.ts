import type { EntityType, Row } from '../edm.ts';
import type { QueryOptions, Selection } from './options.ts';

/** Without a selection also shows what the model does not know: an ERP that grew a field. */
function selected(type: EntityType, row: Row, select: Selection): Row {
  const shown = Object.entries(row).filter(([name]) => {
    return name !== type.navigation?.name && (select === undefined || select.includes(name));
  });
  return Object.fromEntries(shown);
}

export function etagOf(row: Row): string {
  return `W/"'${String(row['LastChangeDateTime'])}'"`;
}

function selectedLine(type: EntityType, line: unknown, select: Selection): unknown {
  return typeof line === 'object' && line !== null ? selected(type, { ...line }, select) : line;
}

/** A record as it is sent: its etag, the selected properties, and the lines when they are asked for. */
export function present(type: EntityType, row: Row, options: Pick<QueryOptions, 'select' | 'expand'>): Row {
  const shown = { '@odata.etag': etagOf(row), ...selected(type, row, options.select) };
  const { navigation } = type;
  if (navigation === undefined || options.expand === undefined) return shown;
  const lines = row[navigation.name];
  const { select } = options.expand;
  if (!Array.isArray(lines)) return { ...shown, [navigation.name]: lines };
  return { ...shown, [navigation.name]: lines.map((line) => selectedLine(navigation.target, line, select)) };
}

/** The context URL of an answer, relative to the service root: what was selected stands in its parentheses. */
export function contextUrl(
  entitySet: string,
  options: Pick<QueryOptions, 'select' | 'expand'>,
  type: EntityType,
): string {
  const expanded = options.expand === undefined || type.navigation === undefined ? [] : [expandedPart(type, options)];
  const parts = [...(options.select ?? []), ...expanded];
  return `$metadata#${entitySet}${parts.length === 0 ? '' : `(${parts.join(',')})`}`;
}

function expandedPart(type: EntityType, options: Pick<QueryOptions, 'expand'>): string {
  return `${type.navigation?.name}(${(options.expand?.select ?? []).join(',')})`;
}
