import type { EntityType, Row } from '../edm.ts';
import { badRequest } from '../odata-error.ts';

const quoted = /^'((?:[^']|'')*)'$/;

function literal(text: string): string {
  const match = quoted.exec(text.trim());
  if (match === null) throw badRequest(`The key value ${text} is not a text in single quotes.`);
  return (match[1] ?? '').replaceAll("''", "'");
}

/**
 * The key fields named in parentheses after an entity set: `'1'` for a single key field, `A='1',B='2'` for any.
 * All keys of this service are texts. Throws an ODataError 400 unless every key field is given exactly once.
 */
export function parseKey(type: EntityType, text: string): Row {
  if (type.key.length === 1 && quoted.test(text.trim())) return { [type.key[0]]: literal(text) };
  // Splits at commas outside of quotes: an even number of quotes follows them.
  const parts = text.split(/,(?=(?:[^']*'[^']*')*[^']*$)/);
  const entries = parts.map((part): readonly [string, string] => {
    const equals = part.indexOf('=');
    if (equals === -1) throw badRequest(`The key (${text}) is not of the form (${type.key.join('=…,')}=…).`);
    return [part.slice(0, equals).trim(), literal(part.slice(equals + 1))];
  });
  const names = entries.map(([name]) => name).sort();
  if (names.join() !== [...type.key].sort().join()) {
    throw badRequest(`The key of ${type.name} is ${type.key.join(', ')}, not ${names.join(', ')}.`);
  }
  return Object.fromEntries(entries);
}
