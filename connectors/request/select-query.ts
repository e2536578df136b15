import type { StreamDefinition } from '../../core/connector/model.ts';
import type { QueryParameter } from './http.ts';

/** The query parameter that asks for these fields only, key and cursor always among them; none when all are wanted. */
export function selectQuery(
  { select, primaryKey, cursor }: Pick<StreamDefinition, 'select' | 'primaryKey' | 'cursor'>,
  fields: readonly string[] | undefined,
): readonly QueryParameter[] {
  if (!select || !fields) return [];
  const asked = new Set([...primaryKey, ...(cursor ? [cursor.field] : []), ...fields]);
  for (const field of select.exclude ?? []) asked.delete(field);
  return [[select.query, [...asked].join(select.separator ?? ',')]];
}
