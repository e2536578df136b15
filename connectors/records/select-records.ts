import type { Fault } from '../request/fault.ts';
import { formatPath, type JsonPath, listsIn, valueAt } from './path.ts';

/** The list of records in an answer. Throws ErpContractBroken, naming the lists that there are. */
export function selectRecords(document: unknown, path: JsonPath, fault: Fault): readonly unknown[] {
  const value = valueAt(document, path);
  if (Array.isArray(value)) return value;
  const written = formatPath(path);
  if (value !== undefined) {
    const what = value === null ? 'null' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
    const message = `The answer has ${what} at ${written} where the list of records should be. ${hint(document)}`;
    throw fault('ErpContractBroken', 'records-not-a-list', message);
  }
  const message = `The answer has nothing at ${written}, where the list of records should be. ${hint(document)}`;
  throw fault('ErpContractBroken', 'record-path-missing', message);
}

function hint(document: unknown): string {
  const lists = listsIn(document);
  if (lists.length > 0)
    return `The answer has a list at ${lists.join(', ')}. Correct "records" of the stream, or ask what changed in the ERP.`;
  const names = document !== null && typeof document === 'object' ? Object.keys(document).slice(0, 10) : [];
  const has = names.length > 0 ? `only has ${names.join(', ')}` : 'is empty';
  return `There is no list in the answer, which ${has}. Check the path of the stream in the connector.`;
}
