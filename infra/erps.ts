import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TributaryError } from '../core/errors.ts';

/** The catalogue that the repository ships. */
export const catalogFolder: string = join(import.meta.dirname, '../connectors/catalog');

/** As schemas/config/connector.schema.json wants names of connectors. */
const pattern = /^[a-z][a-z0-9-]{0,62}$/;

/** Names of the ERPs that get a stack: the folders of the catalogue. Throws InvalidInput. */
export function listErps(folder: string = catalogFolder): readonly string[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const bad = names.filter((name) => !pattern.test(name));
  if (bad.length === 0) return names;
  const message = `${bad.map((name) => join(folder, name)).join(', ')}: a connector's folder is called by lower-case letters, digits and dashes, starting with a letter.`;
  throw new TributaryError('InvalidInput', { code: 'connector-folder-unreadable', message });
}
